namespace Vfleet.Server.Answering;

/// <summary>Answers one request.</summary>
/// <param name="call">The request.</param>
/// <returns>The answer.</returns>
internal delegate Task<Answer> Handler(Call call);

/// <summary>Maps routes to what answers them, each with who may use it on the same line.</summary>
/// <param name="routes">Where they are mapped.</param>
/// <param name="dispatch">What stands before them.</param>
internal sealed class Endpoints(IEndpointRouteBuilder routes, Dispatch dispatch)
{
    /// <summary>Maps one.</summary>
    /// <param name="facts">What is known of it.</param>
    /// <param name="handler">What answers it.</param>
    public void Map(RouteFacts facts, Handler handler) =>
        routes.MapMethods(facts.Pattern, [facts.Method], http => dispatch.RunAsync(http, facts, handler)).WithMetadata(facts);
}

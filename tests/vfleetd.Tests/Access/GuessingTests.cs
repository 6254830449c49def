using System.Net;
using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Access;

public sealed class GuessingTests(TestEngine engine) : IClassFixture<TestEngine>
{
    [Fact]
    public async Task Guessing_is_told_to_wait_even_with_the_right_password()
    {
        for (var i = 0; i < 6; i++)
        {
            await engine.PostAsync("/api/v1/session", """{"user":"admin","password":"wrong wrong wrong"}""", null);
        }

        var answer = await engine.PostAsync("/api/v1/session", $$"""{"user":"admin","password":"{{engine.Password}}"}""", null);

        answer.ShouldBeRefused(HttpStatusCode.TooManyRequests, "TOO_MANY");
    }
}

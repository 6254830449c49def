using System.Buffers;
using Microsoft.AspNetCore.Http;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Domain.Problems;

namespace Vfleet.Compat.Ovirt.Calling;

/// <summary>Writes answers.</summary>
internal static class OvirtWriter
{
    /// <summary>Writes one.</summary>
    /// <param name="http">The request that it answers.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="spelling">How it is spelt.</param>
    /// <param name="isAction">Whether an action is answered: its faults stand in an <c>action</c>.</param>
    /// <returns>When it is on its way.</returns>
    public static async Task WriteAsync(HttpContext http, OvirtAnswer answer, Spelling spelling, bool isAction)
    {
        var response = http.Response;
        response.StatusCode = answer.Status;
        response.Headers.CacheControl = "no-store";
        if (answer.Location is { } location)
        {
            // Clients read headers as ASCII.
            response.Headers.Location = new PathString(location).ToUriComponent();
        }

        if (answer.RetryAfter is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString();
        }

        switch (answer)
        {
            case OvirtAnswer.Document document:
                await SendAsync(http, document.Root, spelling);
                break;
            case OvirtAnswer.Fault fault:
                await SendAsync(http, isAction ? new Element("action").Add("status", "failed").Add(Of(fault)) : Of(fault), spelling);
                break;
            case OvirtAnswer.Written written:
                response.Headers.Vary = "Accept-Encoding";
                response.Headers.ContentEncoding = written.Coding;
                await SendAsync(http, written.Bytes, spelling);
                break;
            default:
                response.ContentLength = 0;
                break;
        }
    }

    /// <summary>Spells a document.</summary>
    /// <param name="root">Its root.</param>
    /// <param name="spelling">How.</param>
    /// <param name="output">Where.</param>
    public static void Spell(Element root, Spelling spelling, IBufferWriter<byte> output)
    {
        if (spelling == Spelling.Json)
        {
            JsonWriting.Write(root, output);
        }
        else
        {
            XmlWriting.Write(root, output);
        }
    }

    private static async Task SendAsync(HttpContext http, Element root, Spelling spelling)
    {
        using var bytes = new PooledBytes();
        Spell(root, spelling, bytes);
        await SendAsync(http, bytes.Written, spelling);
    }

    private static async Task SendAsync(HttpContext http, ReadOnlyMemory<byte> bytes, Spelling spelling)
    {
        http.Response.ContentType = spelling.MediaType();
        http.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await http.Response.Body.WriteAsync(bytes, CancellationToken.None);
        }
    }

    private static Element Of(OvirtAnswer.Fault fault)
    {
        var element = new Element("fault").Add("detail", fault.Detail).Add("reason", fault.Reason);
        return fault.Problems.IsEmpty ? element : element.Add(new Element("problems") { IsList = true }.AddAll(fault.Problems.Select(Of)));
    }

    private static Element Of(Problem problem) => new Element("problem")
        .Add("code", problem.Code.Name)
        .Add("key", problem.Code.OvirtKey)
        .Add("message", problem.Message)
        .Add("remedy", problem.Remedy)
        .Add("path", problem.Path.Length > 0 ? problem.Path : null);
}

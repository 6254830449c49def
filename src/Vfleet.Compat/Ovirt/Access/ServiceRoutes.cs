using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Vfleet.Compat.Ovirt.Calling;

namespace Vfleet.Compat.Ovirt.Access;

/// <summary>
/// What oVirt answers beside its API: the log-in (OAuthTokenServlet, OAuthRevokeServlet, SsoLogoutServlet): a form comes in, JSON goes out, errors too, for that is all that the SDKs read; and the certificate that clients are told to fetch (PkiResourceServlet).
/// </summary>
/// <param name="access">Who logs in.</param>
/// <param name="authority">The certificate of the authority in PEM; null when clients must have it from elsewhere.</param>
internal sealed class ServiceRoutes(IOvirtAccess access, string? authority)
{
    /// <summary>Where a token is got.</summary>
    public const string Token = "/sso/oauth/token";

    private const string KerberosToken = "/sso/oauth/token-http-auth";
    private const string Revoke = "/sso/oauth/revoke";
    private const string LogOut = "/services/sso-logout";
    private const string Certificates = "/services/pki-resource";
    private const int LongestForm = 16 * 1024;

    /// <summary>Whether a path is one of these.</summary>
    /// <param name="path">The path below <c>/ovirt-engine</c>.</param>
    /// <returns>Whether it is.</returns>
    public static bool Knows(string path) => path is Token or KerberosToken or Revoke or LogOut or Certificates;

    /// <summary>Answers a request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="path">Its path below <c>/ovirt-engine</c>; one that is known.</param>
    /// <returns>Whether there was something to answer.</returns>
    public async Task<bool> TryRunAsync(HttpContext http, string path)
    {
        if (path == Certificates)
        {
            return await TrySendCertificateAsync(http);
        }

        if (!HttpMethods.IsPost(http.Request.Method))
        {
            http.Response.Headers.Allow = "POST";
            await WriteAsync(http, 405, Error("invalid_request", "send a POST with a form"));
        }
        else if (await FormAsync(http) is not { } form)
        {
            await WriteAsync(http, 400, Error("invalid_request", "send a form: Content-Type application/x-www-form-urlencoded"));
        }
        else if (path is Revoke or LogOut)
        {
            await access.LogOutAsync(form.TryGetValue("token", out var token) ? token.ToString() : "", http.RequestAborted);
            await WriteAsync(http, 200, new Dictionary<string, string>(StringComparer.Ordinal));
        }
        else if (path == KerberosToken)
        {
            await WriteAsync(http, 400, Error("unsupported_grant_type", "there is no Kerberos here: log in with user and password (kerberos=False)"));
        }
        else
        {
            await LogInAsync(http, form);
        }

        return true;
    }

    private async Task<bool> TrySendCertificateAsync(HttpContext http)
    {
        if (authority is null || !HttpMethods.IsGet(http.Request.Method) || http.Request.Query["resource"] != "ca-certificate")
        {
            return false;
        }

        var bytes = System.Text.Encoding.ASCII.GetBytes(authority);
        http.Response.ContentType = "application/x-x509-ca-cert";
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes, CancellationToken.None);
        return true;
    }

    private async Task LogInAsync(HttpContext http, Dictionary<string, StringValues> form)
    {
        string Field(string name) => form.TryGetValue(name, out var value) ? value.ToString() : "";
        if (Field("grant_type") != "password")
        {
            await WriteAsync(http, 400, Error("unsupported_grant_type", "the only grant_type here is password"));
            return;
        }

        if (Field("username").Length == 0 || Field("password").Length == 0)
        {
            await WriteAsync(http, 400, Error("invalid_request", "username or password is missing"));
            return;
        }

        var login = await access.LogInAsync(http, Field("username"), Field("password"), http.RequestAborted);
        if (login.Token is null)
        {
            if (login.RetryAfter is { } seconds)
            {
                http.Response.Headers.RetryAfter = seconds.ToString();
            }

            await WriteAsync(http, 400, Error("access_denied", login.Refusal ?? "the log-in failed"));
            return;
        }

        await WriteAsync(http, 200, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["access_token"] = login.Token,
            ["scope"] = Field("scope") is { Length: > 0 } scope ? scope : "ovirt-app-api",
            ["exp"] = login.Expires.ToUnixTimeMilliseconds().ToString(),
            ["token_type"] = "bearer",
        });
    }

    /// <summary>The answer to what was thrown.</summary>
    /// <param name="http">The request.</param>
    /// <param name="fault">The fault that other routes would answer.</param>
    /// <returns>When it is answered.</returns>
    public static Task WriteFaultAsync(HttpContext http, OvirtAnswer fault) =>
        WriteAsync(http, fault.Status, Error("server_error", fault is OvirtAnswer.Fault { Detail: var detail } ? detail : "the engine failed"));

    private static Dictionary<string, string> Error(string error, string description) => new(StringComparer.Ordinal)
    {
        ["error"] = description,
        ["error_code"] = error,
    };

    private static async Task<Dictionary<string, StringValues>?> FormAsync(HttpContext http)
    {
        if (!http.Request.HasFormContentType || http.Request.ContentLength > LongestForm)
        {
            return null;
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LongestForm;
        }

        try
        {
            var options = new FormOptions { BufferBodyLengthLimit = LongestForm, ValueLengthLimit = 4096, KeyLengthLimit = 256, ValueCountLimit = 20 };
            var form = await new FormFeature(http.Request, options).ReadFormAsync(http.RequestAborted);
            return form.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static Task WriteAsync(HttpContext http, int status, Dictionary<string, string> content)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(content);
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json;charset=UTF-8";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.ContentLength = bytes.Length;
        return http.Response.Body.WriteAsync(bytes, CancellationToken.None).AsTask();
    }
}

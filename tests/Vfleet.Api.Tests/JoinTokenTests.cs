using Vfleet.Api.Agents;

namespace Vfleet.Api.Tests;

public sealed class JoinTokenTests
{
    [Fact]
    public void What_was_written_is_read_again()
    {
        var token = new JoinToken("c2VjcmV0", [.. Enumerable.Range(0, 32).Select(i => (byte)i)]);
        var read = JoinToken.Parse($" {token}\n").ShouldNotBeNull();
        read.Secret.ShouldBe(token.Secret);
        read.Fingerprint.ShouldBe(token.Fingerprint);
    }

    [Theory]
    [InlineData("")]
    [InlineData("vfj1")]
    [InlineData("vfj1..")]
    [InlineData("vfj1.secret.")]
    [InlineData("vfj1.secret.AAAA")]
    [InlineData("vfj1.secret.not base64 at all, and much too long to be a fingerprint of thirty-two bytes")]
    [InlineData("vfj2.secret.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")]
    [InlineData("vfj1.secret.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8.more")]
    public void Other_text_is_none(string text) => JoinToken.Parse(text).ShouldBeNull();
}

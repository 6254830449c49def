using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Vfleet.Link.Joining;

namespace Vfleet.Link.Tests.Renewing;

public sealed class RenewingTests
{
    [Fact]
    public async Task A_certificate_two_thirds_of_whose_life_are_over_is_renewed_with_a_new_key_and_shown_from_then_on()
    {
        await using var rig = new LinkRig();
        rig.Engine.HostCertificates = (TimeSpan.FromDays(21), TimeSpan.FromDays(9));
        await rig.Engine.StartAsync();
        await rig.JoinAsync(rig.Wish());
        var key = File.ReadAllText(Path.Join(rig.Folder.Path, "key.pem"));
        rig.Engine.HostCertificates = (TimeSpan.FromMinutes(1), TimeSpan.FromDays(30));

        rig.StartAgent();

        await rig.UntilAsync(() => rig.Status is { } status && status.CertificateEnds > TimeProvider.System.GetUtcNow().AddDays(20), "renewed");
        File.ReadAllText(Path.Join(rig.Folder.Path, "key.pem")).ShouldNotBe(key);
        using var certificate = HostIdentity.Read(rig.Folder);
        await rig.UntilAsync(() => rig.Engine.Shown.Last() == certificate.Thumbprint, "it shows the new one");
        rig.Engine.Requests.Count(request => request.EndsWith("/renew", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task One_that_is_younger_is_left()
    {
        await using var rig = new LinkRig();
        rig.Engine.HostCertificates = (TimeSpan.FromDays(19), TimeSpan.FromDays(11));
        await rig.JoinedAsync();

        await rig.UntilAsync(() => rig.Engine.Reports.Count > 3, "some reports");

        rig.Engine.Requests.ShouldNotContain(request => request.EndsWith("/renew", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_renewal_that_is_killed_at_any_moment_leaves_a_pair_that_belongs_together(bool certificateCame)
    {
        await using var rig = new LinkRig();
        await rig.Engine.StartAsync();
        await rig.JoinAsync(rig.Wish());
        using var key = HostIdentity.NewKey();
        File.WriteAllText(Path.Join(rig.Folder.Path, "key.next.pem"), key.ExportPkcs8PrivateKeyPem());
        if (certificateCame)
        {
            var signed = rig.Authority.Sign(HostIdentity.RequestOf(key, "kvm1"), "kvm1", TimeSpan.FromMinutes(1), TimeSpan.FromDays(30));
            File.WriteAllText(Path.Join(rig.Folder.Path, "certificate.pem"), signed);
        }

        using var certificate = HostIdentity.Read(rig.Folder);

        using var own = certificate.GetECDsaPrivateKey()!;
        own.ExportSubjectPublicKeyInfo().SequenceEqual(key.ExportSubjectPublicKeyInfo()).ShouldBe(certificateCame);
        using var again = HostIdentity.Read(rig.Folder);
        again.Thumbprint.ShouldBe(certificate.Thumbprint);
    }

    [Fact]
    public async Task A_certificate_for_another_key_is_not_taken()
    {
        await using var rig = new LinkRig();
        await rig.Engine.StartAsync();
        await rig.JoinAsync(rig.Wish());
        var before = File.ReadAllText(Path.Join(rig.Folder.Path, "certificate.pem"));
        using var key = HostIdentity.NewKey();
        using var other = HostIdentity.NewKey();
        var signed = rig.Authority.Sign(HostIdentity.RequestOf(other, "kvm1"), "kvm1", TimeSpan.FromMinutes(1), TimeSpan.FromDays(30));

        Should.Throw<Exception>(() => HostIdentity.Replace(rig.Folder, key, signed)).ShouldBeAssignableTo<Exception>()
            .ShouldSatisfyAllConditions(fault => (fault is CryptographicException or ArgumentException).ShouldBeTrue());
        File.ReadAllText(Path.Join(rig.Folder.Path, "certificate.pem")).ShouldBe(before);
    }
}

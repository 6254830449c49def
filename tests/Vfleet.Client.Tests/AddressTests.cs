namespace Vfleet.Client.Tests;

public sealed class AddressTests
{
    [Theory]
    [InlineData("https://engine", "https://engine:8443/")]
    [InlineData("engine", "https://engine:8443/")]
    [InlineData("engine:9443", "https://engine:9443/")]
    [InlineData("https://engine:443", "https://engine/")]
    [InlineData("https://engine:443/", "https://engine/")]
    [InlineData("[2001:db8::1]", "https://[2001:db8::1]:8443/")]
    [InlineData("http://engine", null)]
    [InlineData("https://engine/console", null)]
    [InlineData("https://me@engine", null)]
    [InlineData("https://engine/?x=1", null)]
    [InlineData("", null)]
    [InlineData("a b", null)]
    public void An_address_is_read_as_people_type_it(string text, string? address) =>
        (EngineOptions.ReadAddress(text)?.ToString()).ShouldBe(address);

    [Theory]
    [InlineData("00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF")]
    [InlineData("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff")]
    [InlineData("ABEiM0RVZneImaq7zN3u_wARIjNEVWZ3iJmqu8zd7v8")]
    public void A_fingerprint_is_read_in_each_of_its_spellings(string text) => CertificateFingerprint.Parse(text)!.Text
        .ShouldBe("00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF");

    [Theory]
    [InlineData("")]
    [InlineData("00:11")]
    [InlineData("zz112233445566778899aabbccddeeff00112233445566778899aabbccddeeff")]
    public void Half_a_fingerprint_is_none(string text) => CertificateFingerprint.Parse(text).ShouldBeNull();
}

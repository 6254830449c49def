using Vfleet.Cli.Running;

namespace Vfleet.Cli.Tests.Running;

public sealed class LocaleTests
{
    [Theory]
    [InlineData(null, null, "C.UTF-8", true)]
    [InlineData(null, null, "de_DE.utf8", true)]
    [InlineData(null, null, "C", false)]
    [InlineData(null, null, null, false)]
    [InlineData("C", null, "C.UTF-8", false)]
    [InlineData("", "en_US.UTF-8", "C", true)]
    public void The_locale_decides_by_the_order_of_setlocale(string? all, string? type, string? lang, bool utf8)
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["LC_ALL"] = all, ["LC_CTYPE"] = type, ["LANG"] = lang };

        ProcessSurroundings.IsUtf8Locale(environment.GetValueOrDefault).ShouldBe(utf8);
    }
}

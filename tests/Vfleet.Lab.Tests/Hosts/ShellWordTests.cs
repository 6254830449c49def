using System.Diagnostics;
using Vfleet.Lab.Hosts;

namespace Vfleet.Lab.Tests.Hosts;

public sealed class ShellWordTests
{
    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("it's a \"word\" with $HOME `id` \\ * ; & | > ~ \t!")]
    [InlineData("''")]
    [InlineData("line\nbreak")]
    public async Task A_shell_gives_the_text_back(string text)
    {
        string[] arguments = ["-c", $"printf %s {ShellWord.Quote(text)}"];
        using var shell = Process.Start(new ProcessStartInfo("sh", arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;

        (await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldBe(text);
    }
}

using System.Diagnostics;

namespace Vfleet.Cli.Tests.Completion;

/// <summary>The script in a real bash, against a stand-in for vfleet that answers what the real one would.</summary>
public sealed class BashScriptTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("vfleet pf li", "pf|li|", "list")]
    [InlineData("vfleet pf ", "pf||", "list show set")]
    [InlineData("vfleet pf show 0000:01:0", "pf|show|0000:01:0|", "00.0 00.1")]
    [InlineData("vfleet pf set x --driver=v", "pf|set|x|--driver=v|", "vfio")]
    [InlineData("vfleet vm attach ", "vm|attach||", "web1")]
    public async Task Words_go_in_whole_and_candidates_come_out_as_bash_needs_them(string line, string words, string replies)
    {
        await StandInAsync("""
            printf '%s|' "${@:2}" > "$0.words"
            case "${*:2}" in
                "pf li") printf 'list\tlist them all\n' ;;
                "pf ") printf 'list\tx\nshow\ty\nset\tz\n' ;;
                "pf show 0000:01:0") printf '0000:01:00.0\t\n0000:01:00.1\t\n' ;;
                "pf set x --driver=v") printf -- '--driver=vfio\t\n' ;;
                "vm attach ") printf 'web1\t\n' ;;
            esac
            """);
        var script = (await new Cli().RunAsync("completion bash")).Out;

        var output = await BashAsync($$"""
            PATH="{{_folder.FullName}}:$PATH"
            {{script}}
            COMP_LINE='{{line}}' COMP_POINT={{line.Length}}
            _vfleet
            echo "${COMPREPLY[*]}"
            complete -p vfleet
            """);

        output.ShouldBe($"{replies}\ncomplete -F _vfleet vfleet\n");
        (await File.ReadAllTextAsync(Path.Join(_folder.FullName, "vfleet.words"), TestContext.Current.CancellationToken)).ShouldBe(words);
    }

    [Theory]
    [InlineData("zsh", "#compdef vfleet\n")]
    [InlineData("fish", "# fish completion of vfleet\n")]
    public async Task Other_shells_have_scripts_too(string shell, string start)
    {
        (await new Cli().RunAsync($"completion {shell}")).Out.ShouldStartWith(start);
    }

    [Fact]
    public async Task An_unknown_shell_is_a_named_error()
    {
        var result = await new Cli().RunAsync("completion tcsh");

        result.Code.ShouldBe(2);
        result.Error.ShouldContain("remedy: give bash, zsh or fish");
    }

    private async Task StandInAsync(string body)
    {
        var file = Path.Join(_folder.FullName, "vfleet");
        await File.WriteAllTextAsync(file, $"#!/bin/bash\n{body}\n", TestContext.Current.CancellationToken);
        await BashAsync($"chmod +x '{file}'");
    }

    private static async Task<string> BashAsync(string script)
    {
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true, RedirectStandardInput = true, UseShellExecute = false };
        start.ArgumentList.Add("--norc");
        using var bash = Process.Start(start)!;
        await bash.StandardInput.WriteAsync(script);
        bash.StandardInput.Close();
        return await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}

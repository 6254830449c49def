using System.Collections.Immutable;
using System.IO.Pipes;
using System.Text;
using System.Text.RegularExpressions;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Problems;
using Vfleet.Host.Desired;

namespace Vfleet.Host.Tests.Desired;

public sealed partial class HostDocumentFileTests
{
    [Fact]
    public void The_example_of_the_reference_is_understood()
    {
        var host = Read(DocumentReference.Example).ShouldBeOfType<HostDocumentReading.Done>().Host;

        host.Pfs.Length.ShouldBe(3);
        host.Pfs[0].Settings[1].Settings.Mac.ToString().ShouldBe("52:54:00:12:34:56");
        host.Networks["storage"].ShouldHaveSingleItem().ToString().ShouldBe("netdev enp3s0f?");
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing yet\n")]
    [InlineData("---\n")]
    [InlineData("{}\n")]
    public void A_document_without_keys_wishes_nothing(string yaml) => Read(yaml).ShouldBeOfType<HostDocumentReading.Done>().Host.Pfs.ShouldBeEmpty();

    [Fact]
    public void Every_problem_has_its_line_column_and_path()
    {
        var problems = Refused("""
            pfs:
              - netdev: enp1s0f0
                vfs: 010
                drivr: vfio
                settings:
                  0-3: { vlan: 4095, mac: 01:00:5e:00:00:01 }
            dirft: mend
            """);

        problems.Select(problem => problem.Message[..problem.Message.IndexOf(": ", StringComparison.Ordinal)]).ShouldBe(
            ["host.yaml:3:10", "host.yaml:4:5", "host.yaml:6:31", "host.yaml:6:20", "host.yaml:6:7", "host.yaml:7:1"], ignoreOrder: true);
        problems.Select(problem => problem.Path).ShouldContain("pfs[0].settings.0-3.vlan");
        problems.Single(problem => problem.Path == "dirft").Remedy.ShouldBe("did you mean drift?");
    }

    [Theory]
    [InlineData("pfs: [", "this is no YAML")]
    [InlineData("pfs:\n\t- netdev: x\n", "this is no YAML")]
    [InlineData("a: &x 1\nb: *x\n", "anchors")]
    [InlineData("pfs:\n  - netdev: *\n", "no YAML")]
    [InlineData("pfs:\n  - netdev: !!str x\n", "tags")]
    [InlineData("a: 1\n---\nb: 2\n", "a second document")]
    [InlineData("? [a, b]\n: 1\n", "as a key")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]", "nested too deeply")]
    public void What_is_no_plain_YAML_is_refused_with_its_place(string yaml, string why)
    {
        var problem = Refused(yaml).ShouldHaveSingleItem();

        problem.Message.ShouldContain(why);
        Placed().IsMatch(problem.Message).ShouldBeTrue(problem.Message);
    }

    [Fact]
    public void What_is_no_UTF8_is_refused_with_its_line() =>
        Refused([.. "a: 1\nb: "u8, 0xff]).ShouldHaveSingleItem().Message.ShouldBe("host.yaml:2:1: this line is no UTF-8");

    [Fact]
    public void A_file_that_is_missing_or_a_folder_is_told_apart()
    {
        using var folder = new TemporaryFolder();

        HostDocumentFile.Read(Path.Join(folder.Path, "none.yaml")).ShouldBeOfType<HostDocumentReading.Refused>().Problems[0].Code.ShouldBe(ProblemCode.FileUnknown);
        HostDocumentFile.Read(folder.Path).ShouldBeOfType<HostDocumentReading.Refused>().Problems[0].Message.ShouldEndWith("is a folder");
    }

    [Fact]
    public async Task A_pipe_is_read_too()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);

        // One that was asked for as a handle outlives the writing end.
        using var end = pipe.ClientSafePipeHandle;
        var writing = Task.Run(
            () =>
            {
                pipe.Write("pfs: [{ netdev: enp1s0, vfs: 3 }]"u8);
                pipe.Dispose();
            },
            TestContext.Current.CancellationToken);

        var reading = HostDocumentFile.Read($"/dev/fd/{end.DangerousGetHandle()}");

        await writing;
        reading.ShouldBeOfType<HostDocumentReading.Done>().Host.Pfs.ShouldHaveSingleItem().Vfs.ShouldBe(3);
    }

    [Fact]
    public void A_file_that_is_far_too_large_is_not_understood_at_all()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Join(folder.Path, "huge.yaml");
        using (var file = File.Create(path))
        {
            file.SetLength(64 << 20);
        }

        HostDocumentFile.Read(path).ShouldBeOfType<HostDocumentReading.Refused>().Problems.ShouldHaveSingleItem().Code.ShouldBe(ProblemCode.FileFault);
    }

    [Fact]
    public void No_mutation_of_a_good_document_crashes_the_reader_or_loses_a_place()
    {
        const int Seed = 20261121;
        var random = new Random(Seed);
        var good = Encoding.UTF8.GetBytes(DocumentReference.Example);
        var refused = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = Mutated(good, random);
            if (HostDocumentFile.Read("host.yaml", bytes) is not HostDocumentReading.Refused { Problems: var problems })
            {
                continue;
            }

            refused++;
            var lines = bytes.Count((byte)'\n') + 2;
            foreach (var problem in problems)
            {
                var place = Placed().Match(problem.Message);
                place.Success.ShouldBeTrue($"round {round}: {problem.Message}");
                int.Parse(place.Groups["line"].Value).ShouldBeInRange(1, lines, $"round {round}: {problem.Message}");
                int.Parse(place.Groups["column"].Value).ShouldBeGreaterThan(0, $"round {round}: {problem.Message}");
                problem.Remedy.ShouldNotBeEmpty($"round {round}: {problem.Message}");
            }
        }

        refused.ShouldBeGreaterThan(5000);
    }

    private static byte[] Mutated(byte[] good, Random random)
    {
        var bytes = good.ToList();
        for (var change = random.Next(1, 5); change > 0 && bytes.Count > 0; change--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.Insert(at, (byte)"\n\t :-[]{}&*!#\"'|>%@0"[random.Next(20)]);
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 12), bytes.Count - at));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)));
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    bytes.Add((byte)'\n');
                    break;
            }
        }

        return [.. bytes];
    }

    private static HostDocumentReading Read(string yaml) => HostDocumentFile.Read("host.yaml", Encoding.UTF8.GetBytes(yaml));

    private static ImmutableArray<Problem> Refused(string yaml) => Refused(Encoding.UTF8.GetBytes(yaml));

    private static ImmutableArray<Problem> Refused(byte[] yaml) =>
        HostDocumentFile.Read("host.yaml", yaml).ShouldBeOfType<HostDocumentReading.Refused>().Problems;

    [GeneratedRegex(@"^host\.yaml:(?<line>[0-9]+):(?<column>[0-9]+): ", RegexOptions.ExplicitCapture)]
    private static partial Regex Placed();
}

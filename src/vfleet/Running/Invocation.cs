using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json.Serialization.Metadata;
using Vfleet.Cli.CommandLine;
using Vfleet.Cli.Json;
using Vfleet.Cli.Output;
using Vfleet.Domain.Doctor;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Host;

namespace Vfleet.Cli.Running;

/// <summary>One run of one command.</summary>
internal sealed class Invocation : IDisposable
{
    private HostChoice _choice;
    private RecordedTree? _recording;

    /// <summary>Prepares it.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="options">The global options.</param>
    /// <param name="around">The surroundings.</param>
    public Invocation(ParseResult parse, GlobalOptions options, Surroundings around)
    {
        Around = around;
        Values = new ValueReader(parse);
        IsJson = IsGiven(parse, options.Json);
        IsVerbose = IsGiven(parse, options.Verbose);
        var color = ReadColor(parse, options, around);
        Out = new Screen(around.Out, around.OutTraits, color ?? around.OutTraits.IsTerminal);
        Error = new Screen(around.Error, around.ErrorTraits, color ?? around.ErrorTraits.IsTerminal);
        _choice = new HostChoice(null, Given(parse, options.Connect), $"vfleet {string.Join(' ', parse.Tokens.Select(token => token.Value))}");
        if (Given(parse, options.Root) is { } root && UseRecording(root, "--root") is { } problem)
        {
            Values.Refuse(problem);
        }
    }

    /// <summary>The surroundings.</summary>
    public Surroundings Around { get; }

    /// <summary>What was typed, and what of it could not be read.</summary>
    public ValueReader Values { get; }

    /// <summary>Standard output.</summary>
    public Screen Out { get; }

    /// <summary>Standard error.</summary>
    public Screen Error { get; }

    /// <summary>Whether the answer is JSON.</summary>
    public bool IsJson { get; }

    /// <summary>Whether faults show their stack trace.</summary>
    public bool IsVerbose { get; }

    /// <summary>Whether a recorded host is read.</summary>
    public bool IsRecorded => _choice.Root is not null;

    /// <summary>Where a file of the host lies: under the folder of a recorded host.</summary>
    /// <param name="path">Full path on the host.</param>
    public string Rooted(string path) => _choice.Root is { } root ? Path.Join(root, path) : path;

    /// <summary>How to run the same command as root.</summary>
    public string AsRoot => $"run it as root: sudo {_choice.Caller}";

    /// <summary>Opens the host.</summary>
    public IHost Open() => Around.Hosts.Open(_choice);

    /// <summary>Opens the host; what several need to know of it at once is read once.</summary>
    /// <param name="readings">Reads it.</param>
    public IHost Open(SharedReadings readings) => Around.Hosts.Open(_choice with { Readings = readings });

    /// <summary>Reads the host.</summary>
    /// <param name="scope">What of it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<ObservedHost> ObserveAsync(ObserveScope scope, CancellationToken cancellationToken)
    {
        await using var host = Open();
        if (!scope.HasFlag(ObserveScope.Guests))
        {
            return await host.ObserveAsync(scope, cancellationToken);
        }

        // Only libvirt can keep us waiting; a clock for the rest would cost more than the rest.
        using var progress = new ProgressLine(Error, Around.Time, IsJson);
        return await host.ObserveAsync(scope, cancellationToken);
    }

    /// <summary>Reads everything that the doctor looks at.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Examination> ExamineAsync(CancellationToken cancellationToken)
    {
        await using var host = Open();
        using var progress = new ProgressLine(Error, Around.Time, IsJson);
        return await host.ExamineAsync(cancellationToken);
    }

    /// <summary>Works on a recorded host from now on.</summary>
    /// <param name="path">A file of <c>vfleet capture</c>, or a folder; "/" is this machine.</param>
    /// <param name="option">The option or argument that names it.</param>
    /// <returns>Why it cannot be read; null when it can.</returns>
    public Problem? UseRecording(string path, string option)
    {
        switch (RecordedTree.Open(path))
        {
            case RecordedTreeOpening.Refused refused:
                return refused.Problem with { Message = $"{option}: {refused.Problem.Message}", Path = option.TrimStart('-') };
            case RecordedTreeOpening.Opened { Tree: var tree }:
                _recording?.Dispose();
                _recording = tree;
                _choice = _choice with { Root = tree.Folder == "/" ? null : tree.Folder, RootName = path };
                return null;
            case var opening:
                throw new InvalidOperationException($"unknown result of opening {opening}");
        }
    }

    /// <summary>Removes what was unpacked of a recorded host.</summary>
    public void Dispose() => _recording?.Dispose();

    /// <summary>Answers with problems.</summary>
    /// <param name="problems">At least one.</param>
    /// <returns>The exit code.</returns>
    public int Refuse(params ImmutableArray<Problem> problems)
    {
        if (IsJson)
        {
            JsonAnswers.Write(Out.Writer, new ProblemsAnswer(ProblemView.From(problems)), JsonAnswers.Default.ProblemsAnswer);
        }
        else
        {
            ProblemPrinter.Errors(Error, problems);
        }

        return ExitCodes.Of(problems);
    }

    /// <summary>Answers in JSON.</summary>
    /// <typeparam name="T">Type of the answer.</typeparam>
    /// <param name="answer">The answer.</param>
    /// <param name="type">How it is written.</param>
    /// <returns>The exit code.</returns>
    public int Answer<T>(T answer, JsonTypeInfo<T> type)
    {
        JsonAnswers.Write(Out.Writer, answer, type);
        return ExitCodes.Ok;
    }

    /// <summary>What could not be read of the host.</summary>
    /// <param name="host">The observation.</param>
    /// <param name="needsHolders">Whether the answer says what is free, which takes a look at other people's processes.</param>
    public ImmutableArray<Problem> Unread(ObservedHost host, bool needsHolders)
    {
        var problems = host.LibvirtProblem is { } libvirt && !host.Problems.Contains(libvirt) ? host.Problems.Add(libvirt) : host.Problems;
        var isBlind = needsHolders && !IsRecorded && !Around.MayChange() && problems.All(problem => problem.Code != ProblemCode.NoPermission);
        return isBlind
            ? problems.Add(new Problem(
                ProblemCode.NoPermission,
                "not root: processes that hold a VF cannot be seen, so what is shown as free may be in use",
                AsRoot))
            : problems;
    }

    private static bool IsGiven(ParseResult parse, Option option) => parse.GetResult(option) is { Implicit: false };

    private static string? Given(ParseResult parse, Option<string?> option) =>
        IsGiven(parse, option) && parse.Errors.Count == 0 ? parse.GetValue(option) : null;

    private bool? ReadColor(ParseResult parse, GlobalOptions options, Surroundings around)
    {
        var value = Given(parse, options.Color);
        if (value is not (null or "auto" or "always" or "never"))
        {
            Values.Refuse(new Problem(
                ProblemCode.Malformed, $"--color: '{value}' is not one of its values", "give auto, always or never", "color"));
        }

        // NO_COLOR counts when it is set and not empty (no-color.org); what was typed wins over it.
        var unwanted = around.Environment("NO_COLOR") is { Length: > 0 } || around.Environment("TERM") == "dumb";
        return value switch
        {
            "always" => true,
            "never" => false,
            _ => unwanted ? false : null,
        };
    }
}

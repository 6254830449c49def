using System.Collections.Concurrent;
using System.Collections.Immutable;
using Vfleet.Cli.Output;
using Vfleet.Cli.Running;
using Vfleet.Client;
using Vfleet.Domain.Doctor;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Planning;
using Vfleet.Host;
using Vfleet.Host.Capturing;
using Vfleet.Host.Watching;
using Vfleet.TestKit.FakeEngine;
using Vfleet.TestKit.FakeHost;
using Vfleet.TestKit.FakeTime;

namespace Vfleet.Cli.Tests;

/// <summary>Runs command lines on a scripted host with a scripted terminal.</summary>
internal sealed class Cli : IHostFactory, IEngines, IPrompt
{
    public ObservedHost Observed { get; init; } = SampleHost.TwoPorts();

    /// <summary>What an examination finds beside the observation.</summary>
    public Examination? Examination { get; init; }

    /// <summary>What a capture holds.</summary>
    public HostCapture? Capture { get; init; }

    /// <summary>Columns of the terminal; null when the output goes into a pipe.</summary>
    public int? Width { get; init; }

    /// <summary>What is kept of PFs, by every host that is opened.</summary>
    public ScriptedKeeping Kept { get; init; } = new();

    public bool Unicode { get; init; } = true;

    public bool MayChange { get; init; } = true;

    public Exception? Fault { get; init; }

    public HostEvent[] Events { get; init; } = [];

    /// <summary>Prepares the forwarding entries of a host that is opened.</summary>
    public Action<ScriptedForwarding>? Entries { get; init; }

    public Dictionary<string, string> Environment { get; init; } = [];

    /// <summary>Where the agent's report lies; by default nowhere.</summary>
    public string RunDirectory { get; init; } = "/nonexistent/run";

    /// <summary>Where what outlives a reboot lies; by default nowhere.</summary>
    public string StateDirectory { get; init; } = "/nonexistent/state";

    public Func<Plan, IProgress<StepProgress>?, CancellationToken, Task<ChangeOutcome>>? Execute { get; init; }

    public ManualTime Time { get; } = new();

    public FakeSignals Signals { get; } = new();

    /// <summary>What went through VFs.</summary>
    public ImmutableArray<ObservedCounters> Counters { get; init; } = [];

    /// <summary>The host of the last run; null when none was opened.</summary>
    public ScriptedHost? Host { get; private set; }

    /// <summary>Every host that was opened, on any thread.</summary>
    public ConcurrentBag<ScriptedHost> Hosts { get; } = [];

    /// <summary>Whether the hosts that commands name are really opened.</summary>
    public bool ReallyOpens { get; init; }

    public HostChoice? Choice { get; private set; }

    public StringWriter Error { get; } = new() { NewLine = "\n" };

    public StringWriter Out { get; init; } = new() { NewLine = "\n" };

    /// <summary>The engine that every connection leads to.</summary>
    public FakeEngine Engine { get; init; } = new();

    /// <summary>How the engines that were connected to were to be talked to.</summary>
    public List<EngineOptions> Connections { get; } = [];

    /// <summary>What an engine shows; null when none is there.</summary>
    public ShownCertificate? Certificate { get; init; }

    /// <summary>What somebody types.</summary>
    public Queue<string?> Typed { get; } = new();

    bool IPrompt.IsTerminal => Width is not null;

    public string? ReadLine() => Typed.TryDequeue(out var line) ? line : null;

    public string? ReadSecret() => ReadLine();

    public EngineClient Open(EngineOptions options)
    {
        Connections.Add(options);
        return new EngineClient(options with { Retries = [], Time = EngineTime ?? options.Time }, Engine);
    }

    /// <summary>The clock of connections; that of the command when null.</summary>
    public TimeProvider? EngineTime { get; init; }

    public Task<ShownCertificate> LookAsync(Uri engine, CancellationToken cancellationToken) =>
        Task.FromResult(Certificate ?? throw new EngineException(new EngineProblem.Unreachable(engine, "Connection refused")));

    /// <summary>Somebody who is logged in to the engine.</summary>
    public static Cli LoggedIn(FakeEngine engine, int? width = null) => new()
    {
        Engine = engine,
        Width = width,
        EngineTime = new HastyTime(),
        Environment = { ["VFLEET_ENGINE"] = "https://engine.example", ["VFLEET_TOKEN"] = engine.Token, ["NO_COLOR"] = "1" },
    };

    public IHost Open(HostChoice choice)
    {
        Choice = choice;
        if (ReallyOpens)
        {
            return new LocalHosts().Open(choice);
        }

        Host = new ScriptedHost(Observed) { Execute = Execute, Fault = Fault, Events = [.. Events], Examination = Examination, Capture = Capture, Kept = Kept, Counters = Counters };
        Entries?.Invoke(Host.Entries);
        Hosts.Add(Host);
        return Host;
    }

    /// <summary>Runs a command line whose words have no spaces.</summary>
    public Task<CliResult> RunAsync(string commandLine) => RunAsync(commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    public async Task<CliResult> RunAsync(params string[] args)
    {
        var traits = new ScreenTraits(Width is not null, Width, Unicode);
        var code = await Application.RunAsync(
            args,
            new Surroundings
            {
                Out = Out,
                OutTraits = traits,
                Error = Error,
                ErrorTraits = traits,
                Hosts = this,
                Engines = this,
                Prompt = this,
                Signals = Signals,
                Time = Time,
                Environment = name => Environment.GetValueOrDefault(name),
                MayChange = () => MayChange,
                RunDirectory = RunDirectory,
                StateDirectory = StateDirectory,
            },
            TestContext.Current.CancellationToken);
        return new CliResult(code, Out.ToString(), Error.ToString());
    }
}

/// <summary>What a run left behind.</summary>
internal sealed record CliResult(int Code, string Out, string Error)
{
    public string[] Lines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>Signals that a test raises.</summary>
internal sealed class FakeSignals : ISignals
{
    private Action<int>? _handler;

    public bool IsTaken => _handler is not null;

    public IDisposable Take(Action<int> handler)
    {
        _handler = handler;
        return new Given(this);
    }

    public void Raise(int signal) => _handler!(signal);

    private sealed class Given(FakeSignals signals) : IDisposable
    {
        public void Dispose() => signals._handler = null;
    }
}

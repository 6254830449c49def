using Vfleet.Cli.Output;

namespace Vfleet.Cli.Running;

/// <summary>Everything outside the program that a command touches. Tests put their own here.</summary>
internal sealed record Surroundings
{
    /// <summary>Standard output.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>What is behind it.</summary>
    public required ScreenTraits OutTraits { get; init; }

    /// <summary>Standard error.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>What is behind it.</summary>
    public required ScreenTraits ErrorTraits { get; init; }

    /// <summary>Opens hosts.</summary>
    public required IHostFactory Hosts { get; init; }

    /// <summary>Opens connections to engines.</summary>
    public IEngines Engines { get; init; } = new EngineConnections();

    /// <summary>Asks who sits at the terminal.</summary>
    public IPrompt Prompt { get; init; } = new ProcessPrompt();

    /// <summary>Asked to end.</summary>
    public required ISignals Signals { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Reads an environment variable.</summary>
    public Func<string, string?> Environment { get; init; } = _ => null;

    /// <summary>Where the agent's lock and report lie.</summary>
    public string RunDirectory { get; init; } = new Host.HostOptions().RunDirectory;

    /// <summary>Where what must survive a reboot lies.</summary>
    public string StateDirectory { get; init; } = new Host.HostOptions().StateDirectory;

    /// <summary>Has systemd start the agent, now and after every boot; false when it cannot.</summary>
    public Func<CancellationToken, Task<bool>> StartAgent { get; init; } = _ => Task.FromResult(false);

    /// <summary>Whether the caller may change the host: root, or the capabilities for it.</summary>
    public Func<bool> MayChange { get; init; } = () => true;
}

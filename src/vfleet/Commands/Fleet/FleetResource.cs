using Vfleet.Cli.Output;
using Vfleet.Client;

namespace Vfleet.Cli.Commands.Fleet;

/// <summary>A sort of resource of the engine as data: what its commands list, show, take and call it.</summary>
/// <typeparam name="T">Its type on the wire.</typeparam>
internal sealed record FleetResource<T>
{
    /// <summary>What one is called in a sentence.</summary>
    public required string Word { get; init; }

    /// <summary>What several are called.</summary>
    public required string Words { get; init; }

    /// <summary>The argument that names one; shell completion knows by it what can stand there.</summary>
    public required string Argument { get; init; }

    /// <summary>The collection; the text is the key of what it lies within.</summary>
    public required Func<EngineClient, string, Collection<T>> Collection { get; init; }

    /// <summary>What one is called by people.</summary>
    public required Func<T, string?> Name { get; init; }

    /// <summary>The argument of what it lies within; null for a collection of its own.</summary>
    public string? Within { get; init; }

    /// <summary>The member that a name typed as <c>OTHER/NAME</c> gives when one is added; null when a name is only a name.</summary>
    public string? NamedBy { get; init; }

    /// <summary>The table's columns.</summary>
    public required FleetColumn<T>[] Columns { get; init; }

    /// <summary>What can be set.</summary>
    public FleetField[] Fields { get; init; } = [];

    /// <summary>What else can be set of a new one only.</summary>
    public FleetField[] FieldsOfNew { get; init; } = [];

    /// <summary>By what a list can be narrowed.</summary>
    public FleetFilter[] Filters { get; init; } = [];

    /// <summary>What the help says of it.</summary>
    public required string About { get; init; }

    /// <summary>Words of an example of adding one, its name first.</summary>
    public string AddExample { get; init; } = "";

    /// <summary>Words of an example of changing one, its name first.</summary>
    public string SetExample { get; init; } = "";

    /// <summary>Whether its name may be left out when it is added, because the engine makes one up.</summary>
    public bool MayBeNameless { get; init; }

    /// <summary>Turns what somebody typed into a key that the engine understands, when it is not one already.</summary>
    public Func<EngineClient, string, CancellationToken, Task<string>>? Resolve { get; init; }
}

/// <summary>A column of a table of resources.</summary>
/// <typeparam name="T">Type of the resource.</typeparam>
/// <param name="Column">The column.</param>
/// <param name="Cell">What stands in it.</param>
internal sealed record FleetColumn<T>(Column Column, Func<T, Cell> Cell);

/// <summary>A narrowing of a list.</summary>
/// <param name="Option">The option.</param>
/// <param name="Member">The engine's name for it.</param>
/// <param name="HelpName">What its value is.</param>
/// <param name="Description">One line.</param>
internal sealed record FleetFilter(string Option, string Member, string HelpName, string Description);

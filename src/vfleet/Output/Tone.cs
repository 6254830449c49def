namespace Vfleet.Cli.Output;

/// <summary>What a piece of text means; the screen decides whether that becomes a colour.</summary>
internal enum Tone
{
    /// <summary>Nothing special.</summary>
    Plain,

    /// <summary>Less important: headers, labels.</summary>
    Dim,

    /// <summary>A heading.</summary>
    Strong,

    /// <summary>Free, up, done.</summary>
    Good,

    /// <summary>Held, a warning, a note.</summary>
    Warning,

    /// <summary>A problem.</summary>
    Bad,
}

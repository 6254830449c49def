namespace Vfleet.Cli.Output;

/// <summary>Labels and values of one thing, the values aligned.</summary>
/// <param name="title">What the thing is called.</param>
internal sealed class Sheet(string title)
{
    private readonly List<(string Label, string Value, Tone Tone)> _lines = [];

    /// <summary>Adds a line; several lines of one label are printed below each other.</summary>
    /// <param name="label">The label.</param>
    /// <param name="value">The value; nothing is added when it is null.</param>
    /// <param name="tone">What the value means.</param>
    public void Add(string label, string? value, Tone tone = Tone.Plain)
    {
        if (value is not null)
        {
            _lines.Add((label, value, tone));
        }
    }

    /// <summary>Prints title and lines.</summary>
    /// <param name="screen">Where.</param>
    public void Print(Screen screen)
    {
        var width = _lines.Max(line => line.Label.Length);
        screen.Line(screen.Paint(title, Tone.Strong));
        var before = "";
        foreach (var (label, value, tone) in _lines)
        {
            var shown = label == before ? "" : label;
            before = label;
            screen.Line($"  {screen.Paint(shown.PadRight(width), Tone.Dim)}  {screen.Paint(value, tone)}");
        }
    }
}

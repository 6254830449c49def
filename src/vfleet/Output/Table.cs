using System.Text;

namespace Vfleet.Cli.Output;

/// <summary>
/// The one table printer. Columns that hold nothing are left out; on a narrow terminal the least important columns become narrower and
/// then go, so that no line wraps and no address is cut.
/// </summary>
/// <param name="columns">The columns, from left to right.</param>
internal sealed class Table(params Column[] columns)
{
    private const string Gap = "  ";

    private readonly List<Cell[]> _rows = [];

    /// <summary>Adds a row.</summary>
    /// <param name="cells">One cell for each column.</param>
    public void Add(params Cell[] cells)
    {
        if (cells.Length != columns.Length)
        {
            throw new ArgumentException($"the table has {columns.Length} columns, not {cells.Length}", nameof(cells));
        }

        _rows.Add(cells);
    }

    /// <summary>Prints header and rows.</summary>
    /// <param name="screen">Where.</param>
    /// <param name="indent">Spaces before each line.</param>
    public void Print(Screen screen, int indent = 0)
    {
        var widths = Fit(screen.Width - indent);
        var line = new StringBuilder();
        Append(line, screen, indent, widths, column => new Cell(columns[column].Header, Tone.Dim));
        foreach (var row in _rows)
        {
            Append(line, screen, indent, widths, column => row[column]);
        }

        screen.Write(line.ToString());
    }

    private void Append(StringBuilder line, Screen screen, int indent, int[] widths, Func<int, Cell> cell)
    {
        line.Append(' ', indent);
        var last = Array.FindLastIndex(widths, width => width > 0);
        for (var column = 0; column <= last; column++)
        {
            if (widths[column] == 0)
            {
                continue;
            }

            var (text, tone) = cell(column);
            text = Shorten(text, widths[column], screen.Glyphs);
            var padding = widths[column] - text.Length;
            line.Append(' ', columns[column].IsNumber ? padding : 0);
            line.Append(screen.Paint(text, tone));
            if (column < last)
            {
                line.Append(' ', columns[column].IsNumber ? 0 : padding).Append(Gap);
            }
        }

        while (line.Length > 0 && line[^1] == ' ')
        {
            line.Length--;
        }

        line.Append('\n');
    }

    private static string Shorten(string text, int width, Glyphs glyphs) => text.Length <= width
        ? text
        : string.Concat(text.AsSpan(0, Math.Max(0, width - glyphs.Ellipsis.Length)), glyphs.Ellipsis);

    // Widths of the columns; 0 for one that is left out.
    private int[] Fit(int? limit)
    {
        var natural = new int[columns.Length];
        for (var column = 0; column < columns.Length; column++)
        {
            var widest = 0;
            foreach (var row in _rows)
            {
                widest = Math.Max(widest, row[column].Text.Length);
            }

            natural[column] = widest == 0 ? 0 : Math.Max(widest, columns[column].Header.Length);
        }

        if (limit is not { } most || Total(natural) <= most)
        {
            return natural;
        }

        var byImportance = Enumerable.Range(0, columns.Length).OrderBy(column => columns[column].Importance).ToArray();
        var shown = Shown(natural, byImportance, most);
        var least = Least(shown);
        foreach (var column in byImportance)
        {
            shown[column] -= Math.Clamp(Total(shown) - most, 0, shown[column] - least[column]);
        }

        return shown;
    }

    // Without the least important columns, as many as it takes; then back with those that fit after all, the most important first.
    private int[] Shown(int[] natural, int[] byImportance, int most)
    {
        var shown = (int[])natural.Clone();
        foreach (var column in byImportance)
        {
            if (Total(Least(shown)) > most && columns[column].Importance < Column.Essential)
            {
                shown[column] = 0;
            }
        }

        foreach (var column in byImportance.Reverse().Where(column => shown[column] == 0))
        {
            shown[column] = natural[column];
            if (Total(Least(shown)) > most)
            {
                shown[column] = 0;
            }
        }

        return shown;
    }

    private int[] Least(int[] natural)
    {
        var least = new int[natural.Length];
        for (var column = 0; column < natural.Length; column++)
        {
            least[column] = columns[column].Least is { } width ? Math.Min(natural[column], Math.Max(width, columns[column].Header.Length)) : natural[column];
        }

        return least;
    }

    private static int Total(int[] widths)
    {
        var (sum, shown) = (0, 0);
        foreach (var width in widths)
        {
            sum += width;
            shown += width > 0 ? 1 : 0;
        }

        return sum + (Gap.Length * Math.Max(0, shown - 1));
    }
}

/// <summary>A column of a table.</summary>
/// <param name="Header">Its header.</param>
/// <param name="Importance">The lowest goes first when the terminal is narrow; <see cref="Essential"/> never goes.</param>
/// <param name="Least">Columns that it needs at least; null when its cells must stay whole.</param>
/// <param name="IsNumber">Whether it is aligned to the right.</param>
internal sealed record Column(string Header, int Importance = Column.Essential, int? Least = null, bool IsNumber = false)
{
    /// <summary>Never left out.</summary>
    public const int Essential = 100;
}

/// <summary>A cell of a table.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Tone">What it means.</param>
internal readonly record struct Cell(string Text, Tone Tone = Tone.Plain)
{
    /// <summary>A plain cell.</summary>
    /// <param name="text">Its text; null for nothing.</param>
    public static implicit operator Cell(string? text) => new(text ?? "");
}

using FsCheck;
using FsCheck.Fluent;
using Vfleet.Cli.Output;

namespace Vfleet.Cli.Tests.Output;

public sealed class TableTests
{
    private static readonly Column[] Columns =
    [
        new("NAME"),
        new("MODEL", Importance: 10, Least: 8),
        new("DRIVER", Importance: 50),
        new("N", Importance: 70, IsNumber: true),
        new("STATE", Least: 6),
    ];

    [Fact]
    public void Columns_are_aligned_numbers_to_the_right_and_lines_end_without_spaces()
    {
        Print(null, ["a", "card", "igb", "7", "free"], ["longer", "", "", "128", ""]).ShouldBe("""
            NAME    MODEL  DRIVER    N  STATE
            a       card   igb       7  free
            longer                 128

            """);
    }

    [Fact]
    public void A_column_without_cells_is_left_out()
    {
        Print(null, ["a", "", "igb", "", "free"]).ShouldBe("NAME  DRIVER  STATE\na     igb     free\n");
    }

    [Fact]
    public void A_column_is_shortened_before_it_goes()
    {
        Print(40, ["eth0", "a card with a long name", "igb", "7", "free"]).ShouldBe("""
            NAME  MODEL             DRIVER  N  STATE
            eth0  a card with a l…  igb     7  free

            """);
        Print(26, ["eth0", "a card with a long name", "igb", "7", "free"]).ShouldBe("NAME  DRIVER  N  STATE\neth0  igb     7  free\n");
    }

    [Fact]
    public void A_column_that_went_comes_back_when_a_wider_one_goes_too()
    {
        Print(30, ["eth0", "card", "a_driver_with_a_long_name", "7", "free"]).ShouldBe("NAME  MODEL  N  STATE\neth0  card   7  free\n");
    }

    [Fact]
    public void No_line_is_wider_than_the_terminal_and_essential_names_stay_whole()
    {
        var cell = Gen.Elements("", "x", "four", "eight888", "sixteen_sixteen_", "a text of thirty letters or so");
        var rows = Gen.ArrayOf(Gen.ArrayOf(cell, 5)).Where(list => list.Length > 0);
        Prop.ForAll(
            Gen.Zip(rows, Gen.Choose(40, 140)).ToArbitrary(),
            pair =>
            {
                var (table, width) = pair;
                var lines = Print(width, table).TrimEnd('\n').Split('\n');
                return lines.All(line => line.Length <= width)
                    && lines.Skip(1).Zip(table).All(both => both.First.StartsWith(both.Second[0], StringComparison.Ordinal));
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_row_must_have_a_cell_for_each_column()
    {
        Should.Throw<ArgumentException>(() => new Table(Columns).Add("one"));
    }

    private static string Print(int? width, params string[][] rows)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var table = new Table(Columns);
        foreach (var row in rows)
        {
            table.Add([.. row.Select(cell => new Cell(cell))]);
        }

        table.Print(new Screen(text, new ScreenTraits(width is not null, width, Unicode: true), color: false));
        return text.ToString();
    }
}

using System.Text;
using Vfleet.Cli.Interop;

namespace Vfleet.Cli.Running;

/// <summary>Standard input, and perhaps somebody who answers there.</summary>
internal interface IPrompt
{
    /// <summary>Whether somebody can be asked.</summary>
    bool IsTerminal { get; }

    /// <summary>Reads a line.</summary>
    /// <returns>The line; null at the end of the input.</returns>
    string? ReadLine();

    /// <summary>Reads a line that does not appear on the terminal.</summary>
    /// <returns>The line; null when whoever types gave up.</returns>
    string? ReadSecret();
}

/// <summary>Standard input of this process.</summary>
internal sealed class ProcessPrompt : IPrompt
{
    private const int Input = 0;
    private const byte Interrupt = 3;
    private const byte EndOfTransmission = 4;
    private const byte Backspace = 8;
    private const byte KillLine = 21;
    private const byte Delete = 127;

    /// <inheritdoc/>
    public bool IsTerminal => StandardHandles.IsTerminal(Input);

    /// <inheritdoc/>
    public string? ReadLine()
    {
        var line = new List<byte>();
        while (TerminalInput.ReadByte() is { } next)
        {
            if (next == '\n')
            {
                return Text(line);
            }

            line.Add(next);
        }

        return line.Count == 0 ? null : Text(line);
    }

    /// <inheritdoc/>
    public string? ReadSecret()
    {
        // Unechoed and byte by byte, Ctrl-C included: a process that dies here would leave the terminal mute.
        using var mute = TerminalInput.Mute();
        var line = new List<byte>();
        while (TerminalInput.ReadByte() is { } next)
        {
            switch (next)
            {
                case (byte)'\n' or (byte)'\r':
                    return Text(line);
                case Interrupt or EndOfTransmission:
                    return null;
                case KillLine:
                    line.Clear();
                    break;
                case Backspace or Delete:
                    RemoveLast(line);
                    break;
                default:
                    line.Add(next);
                    break;
            }
        }

        return null;
    }

    private static string Text(List<byte> line) => Encoding.UTF8.GetString([.. line]).TrimEnd('\r');

    // A character may be several bytes (UTF-8 continues with 10xxxxxx).
    private static void RemoveLast(List<byte> line)
    {
        var end = line.FindLastIndex(each => (each & 0xc0) != 0x80);
        if (end >= 0)
        {
            line.RemoveRange(end, line.Count - end);
        }
    }
}

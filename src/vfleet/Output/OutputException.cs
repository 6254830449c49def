namespace Vfleet.Cli.Output;

/// <summary>Standard output or error takes no more.</summary>
internal sealed class OutputException : IOException
{
    private const int Epipe = 32;

    /// <summary>Makes it of the kernel's answer.</summary>
    /// <param name="message">The kernel's words.</param>
    /// <param name="errno">The errno.</param>
    public OutputException(string message, int errno)
        : base(message, errno)
    {
    }

    /// <summary>Whether the reader of a pipe is gone.</summary>
    public bool IsBrokenPipe => HResult == Epipe;
}

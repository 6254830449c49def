namespace Vfleet.Lab;

/// <summary>The lab could not do what was asked; the message says what, why as far as known, and shows the evidence.</summary>
public sealed class LabException : Exception
{
    /// <summary>A failure without a message; for serializers only.</summary>
    public LabException()
    {
    }

    /// <summary>A failure.</summary>
    /// <param name="message">What failed, and the evidence (a command's output, the end of a console).</param>
    public LabException(string message)
        : base(message)
    {
    }

    /// <summary>A failure with its cause.</summary>
    /// <param name="message">What failed.</param>
    /// <param name="innerException">The cause.</param>
    public LabException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

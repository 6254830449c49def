using Vfleet.Linux.Interop;

namespace Vfleet.Linux.Vfio;

/// <summary>Loads kernel modules.</summary>
public static class ModuleLoading
{
    /// <summary>Loads a module with all that it needs (<c>modprobe</c>); a loaded one is no error.</summary>
    /// <param name="module">Its name, such as vfio-pci.</param>
    /// <param name="deadline">How long to wait.</param>
    /// <param name="time">The clock of the deadline.</param>
    /// <param name="cancellationToken">Kills modprobe.</param>
    /// <returns>How modprobe ended; its standard error says why it failed.</returns>
    /// <exception cref="ArgumentException">The name is none of a module.</exception>
    public static Task<ProcessRun> LoadAsync(string module, TimeSpan deadline, TimeProvider time, CancellationToken cancellationToken)
    {
        // modprobe would take "/" for a path and "=" for a parameter.
        if (module.Length is 0 or > 64 || !module.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
        {
            throw new ArgumentException($"'{module}' is no module's name", nameof(module));
        }

        return ProcessRun.RunAsync("modprobe", ["--", module], deadline, time, cancellationToken);
    }
}

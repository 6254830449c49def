using System.Reflection;

namespace Vfleet.Host;

/// <summary>The version of the program, as its build says.</summary>
public static class ProgramVersion
{
    /// <summary>Semantic version, with the commit after a '+' when it is known.</summary>
    public static string Text { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}

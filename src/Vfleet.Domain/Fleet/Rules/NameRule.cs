using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Fleet.Rules;

/// <summary>What a name and a description may be, whatever they are of.</summary>
internal static class NameRule
{
    /// <summary>Characters of a name, as oVirt's databases have them (<c>name VARCHAR(255)</c> of a VM).</summary>
    public const int Longest = 255;

    /// <summary>Characters of a network's or vNIC profile's name (oVirt: <c>VARCHAR(256)</c>).</summary>
    public const int LongestOfNetwork = 256;

    /// <summary>Characters of a description (oVirt: <c>VARCHAR(4000)</c>).</summary>
    public const int LongestDescription = 4000;

    /// <summary>A name without control characters, without blanks at its ends, that is not empty.</summary>
    public static IEnumerable<Problem> Check(string name, string path = "name", int longest = Longest)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            yield return new Problem(FleetCode.NameEmpty, "the name is empty", $"give a name of 1 to {longest} characters", path);
            yield break;
        }

        if (name.Length > longest)
        {
            yield return new Problem(
                FleetCode.NameTooLong, $"the name has {name.Length} characters", $"give a name of at most {longest} characters", path);
        }

        if (name.Any(char.IsControl) || name != name.Trim())
        {
            yield return new Problem(
                FleetCode.NameCharacters,
                "the name has control characters, or blanks at its beginning or end",
                "give a name without them",
                path);
        }
    }

    /// <summary>Whether another has one of the names.</summary>
    public static IEnumerable<Problem> CheckFree(IEnumerable<string> keys, Guid owner, IFleetView view) =>
        keys.Where(key => view.IsNameTaken(key, owner)).Select(FleetNames.Taken);

    public static IEnumerable<Problem> CheckDescription(string description)
    {
        if (description.Length > LongestDescription)
        {
            yield return new Problem(
                FleetCode.NameTooLong,
                $"the description has {description.Length} characters",
                $"give at most {LongestDescription} characters",
                "description");
        }
    }

    /// <summary>A number in its range.</summary>
    public static IEnumerable<Problem> CheckNumber(long? number, long least, long most, string what, string path)
    {
        if (number < least || number > most)
        {
            yield return new Problem(
                FleetCode.NumberOutOfRange,
                $"{what} cannot be {number}",
                $"give a number from {least} to {most}",
                path);
        }
    }

    /// <summary>A value that the enumeration has.</summary>
    public static IEnumerable<Problem> CheckChoice<T>(T? value, string what, string path)
        where T : struct, Enum
    {
        if (value is { } some && !Enum.IsDefined(some))
        {
            var words = string.Join(", ", Enum.GetNames<T>().Select(word => char.ToLowerInvariant(word[0]) + word[1..]));
            yield return new Problem(FleetCode.ChoiceUnknown, $"there is no {what} {some:D}", $"give one of {words}", path);
        }
    }

    /// <summary>The name of a physical network (Neutron's <c>physical_network</c>: 64 characters).</summary>
    public static IEnumerable<Problem> CheckPhysicalNetwork(string? name, string path)
    {
        if (name is not null && (name.Length is 0 or > 64 || name.Any(character => char.IsControl(character) || char.IsWhiteSpace(character))))
        {
            yield return new Problem(
                FleetCode.PhysicalNetworkInvalid,
                $"'{name}' cannot be the name of a physical network",
                "give 1 to 64 characters without blanks, or leave it out",
                path);
        }
    }
}

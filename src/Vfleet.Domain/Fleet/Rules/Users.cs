namespace Vfleet.Domain.Fleet.Rules;

/// <summary>Names those that use something: the first few and how many there are.</summary>
internal static class Users
{
    private const int Named = 3;

    /// <summary>For example <c>web1, web2, web3 and 5 more</c>.</summary>
    /// <param name="users">Their names, at least one.</param>
    public static string Text(IReadOnlyCollection<string> users) => users.Count <= Named
        ? string.Join(", ", users)
        : $"{string.Join(", ", users.Take(Named))} and {users.Count - Named} more";

    /// <summary>The same with what they are: <c>VM web1</c>, <c>VMs web1, web2</c>.</summary>
    /// <param name="one">What one is.</param>
    /// <param name="users">Their names, at least one.</param>
    public static string Text(string one, IReadOnlyCollection<string> users) => $"{one}{(users.Count == 1 ? "" : "s")} {Text(users)}";
}

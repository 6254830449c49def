namespace Vfleet.Domain.Tests.Doctor;

/// <summary>The cases of every area.</summary>
internal static class RuleCases
{
    public static IReadOnlyList<RuleCase> All { get; } =
    [
        .. PlatformCases.All, .. PciCases.All, .. NicCases.All, .. NetworkCases.All, .. InterferenceCases.All, .. VfioCases.All,
        .. SwitchdevCases.All, .. InfiniBandCases.All,
    ];
}

namespace Vfleet.Domain.Fleet.Rules;

/// <summary>Who uses a vNIC profile.</summary>
internal static class ProfileUse
{
    /// <summary>The profiles that have it as their failover.</summary>
    public static IEnumerable<VnicProfile> WithFailover(Guid failover, IFleetView view) =>
        view.Profiles.Where(profile => profile.FailoverId == failover);

    /// <summary>Whether vNICs with it have VFs, always or when there is one.</summary>
    public static bool HasVfs(this VnicProfile profile) => profile.Passthrough != Passthrough.Disabled;
}

using System.Reflection;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Tests.Fleet;

public sealed class FleetCodeTests
{
    private static readonly List<ProblemCode> s_codes = [.. Of(typeof(FleetCode))];

    public static TheoryData<string, int> OvirtKeys { get; } = new()
    {
        { "HOST_NETWORK_INTERFACE_NOT_EXIST", 400 },
        { "ACTION_TYPE_FAILED_NIC_IS_NOT_SRIOV_ENABLED", 405 },
        { "ACTION_TYPE_FAILED_NUM_OF_VFS_CANNOT_BE_CHANGED", 400 },
        { "ACTION_TYPE_FAILED_NUM_OF_VFS_NOT_IN_VALID_RANGE", 400 },
        { "ACTION_TYPE_FAILED_CANNOT_SET_SPECIFIC_NETWORKS", 409 },
        { "ACTION_TYPE_FAILED_NETWORK_NOT_EXIST", 400 },
        { "ACTION_TYPE_FAILED_NETWORK_ALREADY_IN_VFS_CONFIG", 409 },
        { "ACTION_TYPE_FAILED_NETWORK_NOT_IN_VFS_CONFIG", 409 },
        { "ACTION_TYPE_FAILED_LABEL_ALREADY_IN_VFS_CONFIG", 409 },
        { "ACTION_TYPE_FAILED_LABEL_NOT_IN_VFS_CONFIG", 409 },
        { "UPDATE_NUM_VFS_FAILURE", 400 },
        { "ACTION_TYPE_FAILED_CANNOT_ADD_VNIC_PROFILE_TO_NON_VM_NETWORK", 400 },
        { "ACTION_TYPE_FAILED_VNIC_PROFILE_NAME_IN_USE", 409 },
        { "ACTION_TYPE_FAILED_PASSTHROUGH_PROFILE_CONTAINS_NOT_SUPPORTED_PROPERTIES", 400 },
        { "ACTION_TYPE_FAILED_PASSTHROUGH_PROFILE_NOT_SUPPORTS_PORT_ISOLATION", 400 },
        { "ACTION_TYPE_FAILED_FAILOVER_VNIC_PROFILE_ID_CANNOT_POINT_TO_SELF", 400 },
        { "ACTION_TYPE_FAILED_FAILOVER_VNIC_PROFILE_ID_IS_NOT_VALID", 400 },
        { "ACTION_TYPE_FAILED_FAILOVER_VNIC_PROFILE_NOT_SUPPORTED_WITH_EXTERNAL_NETWORK", 400 },
        { "ACTION_TYPE_FAILED_FAILOVER_IS_SUPPORTED_ONLY_FOR_MIGRATABLE_PASSTROUGH", 400 },
        { "ACTION_TYPE_FAILED_VNIC_PROFILE_IN_ONE_USE", 409 },
        { "ACTION_TYPE_FAILED_VNIC_PROFILE_IN_MANY_USES", 409 },
        { "NETWORK_NOT_EXISTS_IN_CURRENT_CLUSTER", 409 },
        { "ACTION_TYPE_FAILED_VM_INTERFACE_TYPE_NOT_MATCH_PROFILE", 409 },
        { "ACTION_TYPE_FAILED_UNLINKING_OF_PASSTHROUGH_VNIC_IS_NOT_SUPPORTED", 400 },
        { "CANNOT_PERFORM_HOT_UPDATE", 409 },
        { "CANNOT_PLUG_PASSTHROUGH_VNIC_NO_SUITABLE_VF", 400 },
        { "ACTION_TYPE_FAILED_CANNOT_REMOVE_ACTIVE_DEVICE", 409 },
        { "ACTION_TYPE_FAILED_MIGRATION_OF_NON_MIGRATABLE_PASSTHROUGH_VNICS_IS_NOT_SUPPORTED", 400 },
    };

    [Fact]
    public void Every_name_is_unique_also_among_the_codes_of_a_host()
    {
        var all = s_codes.Concat(Of(typeof(ProblemCode))).Select(code => code.Name).ToList();
        all.Count.ShouldBeGreaterThan(100);
        all.ShouldBeUnique();
        all.ShouldAllBe(name => name.All(character => char.IsAsciiLetterUpper(character) || char.IsAsciiDigit(character) || character == '_'));
    }

    [Fact]
    public void A_code_has_both_of_oVirts_or_neither_and_no_key_twice()
    {
        s_codes.ShouldAllBe(code => (code.OvirtKey == null) == (code.OvirtStatus == null));
        s_codes.Select(code => code.OvirtKey).OfType<string>().ShouldBeUnique();
        s_codes.Select(code => code.OvirtStatus).OfType<int>().ShouldAllBe(status => status == 400 || status == 405 || status == 409);
    }

    [Theory]
    [MemberData(nameof(OvirtKeys))]
    public void Every_rule_of_oVirt_about_VFs_profiles_and_vNICs_is_there(string key, int status)
    {
        s_codes.Where(code => code.OvirtKey == key).Select(code => code.OvirtStatus).ShouldBe([status]);
    }

    private static IEnumerable<ProblemCode> Of(Type type) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Static)
        .Where(property => property.PropertyType == typeof(ProblemCode))
        .Select(property => (ProblemCode)property.GetValue(null)!);
}

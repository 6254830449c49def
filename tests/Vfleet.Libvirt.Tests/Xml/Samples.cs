namespace Vfleet.Libvirt.Tests.Xml;

/// <summary>Documents written for these tests after the forms that libvirt prints.</summary>
internal static class Samples
{
    internal const string RunningDomain = """
        <domain type='kvm' id='7' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
          <name>web</name>
          <uuid>6f2b6a1e-8f0c-4f4b-9d0a-0d6f3f1f2a11</uuid>
          <memory unit='MiB'>192</memory>
          <vcpu placement='static'>1</vcpu>
          <os><type arch='x86_64' machine='pc-q35-10.0'>hvm</type></os>
          <devices>
            <controller type='pci' index='0' model='pcie-root'/>
            <controller type='pci' index='1' model='pcie-root-port'>
              <target chassis='1' port='0x8'/>
              <address type='pci' domain='0x0000' bus='0x00' slot='0x01' function='0x0' multifunction='on'/>
            </controller>
            <controller type='pci' index='2' model='pcie-root-port'>
              <address type='pci' domain='0x0000' bus='0x00' slot='0x01' function='0x1'/>
            </controller>
            <controller type='pci' index='3' model='pcie-root-port'>
              <address type='pci' domain='0x0000' bus='0x00' slot='0x01' function='0x2'/>
            </controller>
            <interface type='hostdev' managed='yes'>
              <mac address='52:54:00:aa:bb:cc'/>
              <driver name='vfio'/>
              <source>
                <address type='pci' domain='0x0000' bus='0x01' slot='0x10' function='0x2'/>
              </source>
              <vlan>
                <tag id='100'/>
              </vlan>
              <teaming type='transient' persistent='ua-stby0'/>
              <alias name='ua-vf0'/>
              <address type='pci' domain='0x0000' bus='0x01' slot='0x00' function='0x0'/>
            </interface>
            <interface type='bridge'>
              <mac address='52:54:00:aa:bb:cc'/>
              <source bridge='br0'/>
              <bandwidth><inbound average='1000'/></bandwidth>
              <target dev='vnet0'/>
              <model type='virtio'/>
              <driver name='vhost' queues='4'/>
              <teaming type='persistent'/>
              <alias name='ua-stby0'/>
              <address type='pci' domain='0x0000' bus='0x02' slot='0x00' function='0x0'/>
            </interface>
            <hostdev mode='subsystem' type='pci' managed='no'>
              <driver name='vfio'/>
              <source>
                <address domain='0x0000' bus='0x01' slot='0x10' function='0x4'/>
              </source>
              <alias name='ua-plain'/>
            </hostdev>
            <hostdev mode='subsystem' type='usb' managed='no'>
              <source><vendor id='0x1234'/><product id='0xbeef'/></source>
            </hostdev>
          </devices>
          <qemu:commandline><qemu:arg value='-msg'/></qemu:commandline>
        </domain>
        """;

    internal const string Pool = """
        <network connections='2'>
          <name>pool</name>
          <uuid>a3f5d2f0-51c5-4d2a-8b1e-0123456789ab</uuid>
          <forward mode='hostdev' managed='yes'>
            <pf dev='eth2'/>
            <address type='pci' domain='0x0000' bus='0x01' slot='0x10' function='0x0'/>
            <address type='pci' domain='0x0000' bus='0x01' slot='0x10' function='0x2'/>
          </forward>
          <portgroup name='blue' default='yes'>
            <vlan>
              <tag id='42'/>
            </vlan>
          </portgroup>
        </network>
        """;

    internal const string Port = """
        <networkport>
          <uuid>5d744f21-ba4a-4d6e-bdb2-30a35ff3207d</uuid>
          <owner>
            <name>web</name>
            <uuid>6f2b6a1e-8f0c-4f4b-9d0a-0d6f3f1f2a11</uuid>
          </owner>
          <mac address='52:54:00:7b:35:93'/>
          <group>blue</group>
          <vlan><tag id='42'/></vlan>
          <plug type='hostdev-pci' managed='yes'>
            <driver name='vfio'/>
            <address domain='0x0000' bus='0x01' slot='0x10' function='0x2'/>
          </plug>
        </networkport>
        """;

    internal const string PhysicalFunctionDevice = """
        <device>
          <name>pci_0000_10_00_0</name>
          <path>/sys/devices/pci0000:00/0000:00:1c.0/0000:10:00.0</path>
          <parent>pci_0000_00_1c_0</parent>
          <driver><name>igb</name></driver>
          <capability type='pci'>
            <class>0x020000</class>
            <domain>0</domain>
            <bus>16</bus>
            <slot>0</slot>
            <function>0</function>
            <product id='0x10c9'>82576 Gigabit Network Connection</product>
            <vendor id='0x8086'>Intel Corporation</vendor>
            <capability type='virt_functions' maxCount='7'>
              <address domain='0x0000' bus='0x10' slot='0x10' function='0x0'/>
              <address domain='0x0000' bus='0x10' slot='0x10' function='0x2'/>
            </capability>
            <iommuGroup number='12'>
              <address domain='0x0000' bus='0x10' slot='0x00' function='0x0'/>
            </iommuGroup>
            <numa node='1'/>
            <pci-express><link validity='cap' port='0' speed='2.5' width='4'/></pci-express>
          </capability>
        </device>
        """;

    internal const string VirtualFunctionDevice = """
        <device>
          <name>pci_0000_10_10_2</name>
          <parent>pci_0000_00_1c_0</parent>
          <driver><name>vfio-pci</name></driver>
          <capability type='pci'>
            <domain>0</domain><bus>16</bus><slot>16</slot><function>2</function>
            <product id='0x10ca'/><vendor id='0x8086'>Intel Corporation</vendor>
            <capability type='phys_function'>
              <address domain='0x0000' bus='0x10' slot='0x00' function='0x0'/>
            </capability>
          </capability>
        </device>
        """;

    internal const string NetDevice = """
        <device>
          <name>net_eth2_52_54_00_00_00_01</name>
          <parent>pci_0000_10_00_0</parent>
          <capability type='net'>
            <interface>eth2</interface>
            <address>52:54:00:00:00:01</address>
            <link speed='1000' state='up'/>
            <feature name='rx'/>
            <capability type='80203'/>
          </capability>
        </device>
        """;
}

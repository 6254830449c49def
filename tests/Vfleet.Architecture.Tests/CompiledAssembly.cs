using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Vfleet.Architecture.Tests;

/// <summary>What a compiled library refers to, read from its metadata without loading it.</summary>
internal sealed class CompiledAssembly : IDisposable
{
    private readonly PEReader _file;
    private readonly MetadataReader _metadata;

    public CompiledAssembly(string name)
    {
        _file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, name + ".dll")));
        _metadata = _file.GetMetadataReader();
    }

    /// <summary>Names of the assemblies that it refers to.</summary>
    public IEnumerable<string> References => _metadata.AssemblyReferences.Select(handle => Text(_metadata.GetAssemblyReference(handle).Name));

    /// <summary>Full names of the types of other assemblies that it uses.</summary>
    public IEnumerable<string> UsedTypes => _metadata.TypeReferences.Select(handle => FullName(_metadata.GetTypeReference(handle)));

    /// <summary>Members of types of other assemblies that it uses, as <c>System.Guid.NewGuid</c>.</summary>
    public IEnumerable<string> UsedMembers => _metadata.MemberReferences
        .Select(handle => _metadata.GetMemberReference(handle))
        .Where(member => member.Parent.Kind == HandleKind.TypeReference)
        .Select(member => $"{FullName(_metadata.GetTypeReference((TypeReferenceHandle)member.Parent))}.{Text(member.Name)}");

    public void Dispose() => _file.Dispose();

    private string FullName(TypeReference type) => $"{Text(type.Namespace)}.{Text(type.Name)}";

    private string Text(StringHandle handle) => _metadata.GetString(handle);
}

using Vfleet.Domain.Desired;
using Vfleet.TestKit.Sources;

namespace Vfleet.Domain.Tests.Desired;

public sealed class DocumentReferenceTests
{
    [Fact]
    public void The_page_in_the_repository_is_the_one_of_the_schema()
    {
        SourceTree.Read("docs/host-yaml.md")
            .ShouldBe(DocumentReference.Markdown(), "write it anew: vfleet help host-yaml > docs/host-yaml.md");
    }

    [Fact]
    public void Every_example_of_the_schema_is_a_value_that_its_key_takes()
    {
        var keys = DocumentSchema.Sections.SelectMany(section => section.Keys).Where(key => key.Shape is ValueShape.Single).ToList();
        keys.Count.ShouldBeGreaterThan(20);
        foreach (var key in keys)
        {
            ((ValueShape.Single)key.Shape).Read(Written.Text(key.Example), out var complaint).ShouldNotBeNull($"{key.Name}: {key.Example} {complaint}");
        }
    }

    [Fact]
    public void Every_key_is_explained()
    {
        var page = DocumentReference.Markdown();

        DocumentSchema.Sections.SelectMany(section => section.Keys).ShouldAllBe(key => key.Meaning.Length > 5 && page.Contains($"| `{key.Name}` |"));
    }
}

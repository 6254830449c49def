using System.Text;
using System.Xml.Linq;
using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;

namespace Vfleet.Compat.Tests.Documents;

public sealed class SpellingTests
{
    [Fact]
    public void A_document_is_written_and_read_as_XML()
    {
        var written = Spell(Example(), Spelling.Xml);

        XDocument.Parse(written).Root!.Element("host")!.Attribute("id")!.Value.ShouldBe("1");
        var read = XmlReading.Read(Encoding.UTF8.GetBytes(written), out var wrong);
        wrong.ShouldBeNull();
        Spell(read!, Spelling.Xml).ShouldBe(written);
        read!.Find("host/name")!.Text.ShouldBe("a <b> & \"c\"");
    }

    [Fact]
    public void A_document_is_written_as_JSON_as_oVirt_does()
    {
        Spell(Example(), Spelling.Json).ShouldBe(
            """{"host":[{"href":"/h/1","id":"1","name":"a <b> & \"c\"","link":[{"href":"/h/1/nics","rel":"nics"}],"up":"true","count":"7","tag":["x","y"]}]}""");
    }

    [Fact]
    public void JSON_is_read_into_the_same_elements()
    {
        var read = JsonReading.Read("""{"id":"1","name":"a","up":true,"count":7,"none":null,"list":{"item":[{"id":"x"},{"id":"y"}]}}"""u8.ToArray(), out var wrong);

        wrong.ShouldBeNull();
        (read!.Id, read.Find("name")!.Text, read.Find("up")!.Text, read.Find("count")!.Text, read.Find("none")).ShouldBe(("1", "a", "true", "7", null));
        read.Find("list")!.Children.Select(item => item.Id).ShouldBe(["x", "y"]);
    }

    [Fact]
    public void Characters_that_XML_has_not_become_replacements_and_white_space_stays()
    {
        var written = Spell(new Element("a") { Id = "x\ny\tz" }.Add("t", "1\u00002\uFFFE3\ud8004\r\n"), Spelling.Xml);

        var root = XElement.Parse(written);
        root.Attribute("id")!.Value.ShouldBe("x\ny\tz");
        root.Element("t")!.Value.ShouldBe("1\uFFFD2\uFFFD3\uFFFD4\r\n");
    }

    [Fact]
    public void Texts_in_parts_are_put_together_and_what_stands_between_elements_is_passed_over()
    {
        var read = XmlReading.Read("<a xmlns='urn:x'>\n <b>1<!-- no --><![CDATA[<2>]]>&amp;3</b> between </a>"u8.ToArray(), out _);

        read!.Find("b")!.Text.ShouldBe("1<2>&3");
        read.Text.ShouldBeNull();
    }

    [Fact]
    public void No_bytes_at_all_make_reading_throw()
    {
        var random = new Random(11);
        var seed = Encoding.UTF8.GetBytes(Spell(Example(), Spelling.Xml));
        var json = Encoding.UTF8.GetBytes(Spell(Example(), Spelling.Json));
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = ((round & 1) == 0 ? seed : json).ToArray();
            for (var flips = random.Next(6); flips >= 0; flips--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            var xml = XmlReading.Read(bytes, out var wrongXml);
            (xml is null).ShouldBe(wrongXml is not null);
            var read = JsonReading.Read(bytes, out var wrongJson);
            (read is null).ShouldBe(wrongJson is not null);
        }
    }

    private static Element Example() => new Element("hosts") { IsList = true }.Add(new Element("host") { Id = "1", Href = "/h/1" }
        .Add("name", "a <b> & \"c\"")
        .Link("nics", "/h/1/nics")
        .Add("up", true)
        .Add("count", 7)
        .Add("tag", "x")
        .Add("tag", "y"));

    private static string Spell(Element root, Spelling spelling)
    {
        using var bytes = new PooledBytes();
        OvirtWriter.Spell(root, spelling, bytes);
        return Encoding.UTF8.GetString(bytes.Written.Span);
    }
}

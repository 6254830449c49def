using Vfleet.Lab.Hosts;

namespace Vfleet.Lab.Tests.Hosts;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("plain\r\ntext", "plain\ntext")]
    [InlineData("[\u001b[0;32m  OK  \u001b[0m] Started", "[  OK  ] Started")]
    [InlineData("\u001b]0;title\u0007rest", "rest")]
    [InlineData("\u001b]8003;x\u001b\\rest", "rest")]
    [InlineData("\u001b(Bx", "Bx")]
    [InlineData("end\u001b", "end")]
    [InlineData("end\u001b[1;3", "end")]
    [InlineData("\u001b]never ends\nnext", "\nnext")]
    public void Control_sequences_vanish_and_text_stays(string text, string expected) => TerminalText.Plain(text).ShouldBe(expected);

    [Fact]
    public void Any_text_is_read_to_its_end_without_a_fault()
    {
        const string letters = "\u001b[]\\m;0\n\r\u0007aé";
        var random = new Random(3);
        for (var round = 0; round < 20_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => letters[random.Next(letters.Length)]));
            var plain = TerminalText.Plain(text + "\nZ");
            plain.ShouldEndWith("Z");
            plain.ShouldNotContain('\u001b');
        }
    }
}

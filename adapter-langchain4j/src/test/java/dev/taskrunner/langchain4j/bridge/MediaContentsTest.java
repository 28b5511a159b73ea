package dev.taskrunner.langchain4j.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ContentType;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.TextContent;
import dev.taskrunner.Attachment;
import dev.taskrunner.Content.File;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaContentsTest {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 1};
    private final MediaContents media = MediaContents.standard();

    private static File file(String name, String type, byte[] bytes) {
        return new File(name, type, Attachment.of(bytes));
    }

    private TaskException refused(byte[] attachment) {
        return refused(media, attachment);
    }

    private static TaskException refused(MediaContents reader, byte[] attachment) {
        TaskException refused = catchThrowableOfType(TaskException.class, () -> reader.of(Attachment.of(attachment)));
        assertThat(refused).as("refused").isNotNull();
        return refused;
    }

    @Test
    void aTarBecomesItsFilesInOrder() {
        byte[] tar = new TarBuilder()
                .folder("in/")
                .file("in/notes.md", "# hello".getBytes(StandardCharsets.UTF_8))
                .file("in/a.png", PNG)
                .file("in/b.pdf", "%PDF-1.7".getBytes(StandardCharsets.UTF_8))
                .file("in/c.wav", new byte[] {1})
                .file("in/d.mp4", new byte[] {2})
                .bytes();
        List<Content> contents = media.of(Attachment.of(tar));
        assertThat(contents)
                .extracting(Content::type)
                .containsExactly(
                        ContentType.TEXT, ContentType.IMAGE, ContentType.PDF, ContentType.AUDIO, ContentType.VIDEO);
        assertThat(((TextContent) contents.get(0)).text()).isEqualTo("File in/notes.md:\n# hello");
        ImageContent image = (ImageContent) contents.get(1);
        assertThat(image.image().mimeType()).isEqualTo("image/png");
        assertThat(Base64.getDecoder().decode(image.image().base64Data())).isEqualTo(PNG);
    }

    @Test
    void aGzippedTarToo() throws IOException {
        byte[] tar = new TarBuilder().file("a.png", PNG).bytes();
        assertThat(media.of(Attachment.of(gzip(tar)))).hasSize(1);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    @Test
    void aSingleFileIsToldByItsFirstBytes() {
        assertThat(media.of(Attachment.of(PNG)).get(0)).isInstanceOf(ImageContent.class);
        assertThat(media.of(Attachment.of("just words".getBytes(StandardCharsets.UTF_8)))
                        .get(0))
                .isInstanceOf(TextContent.class);
    }

    @Test
    void whatTheFileSaysItIsCountsFirst() {
        Content content = media.of(file("x.bin", "image/webp; q=1", PNG)).get(0);
        assertThat(((ImageContent) content).image().mimeType()).isEqualTo("image/webp");
    }

    @Test
    void unknownKindsAreRefusedByName() {
        byte[] tar =
                new TarBuilder().file("prog.exe", new byte[] {'M', 'Z', 0, 1}).bytes();
        TaskException refused = refused(tar);
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
        assertThat(refused.text()).contains("'prog.exe'").contains("do not take");
    }

    @Test
    void textThatIsNoTextIsRefusedByName() {
        byte[] tar =
                new TarBuilder().file("a.txt", new byte[] {(byte) 0xff, 'x'}).bytes();
        assertThat(refused(tar).text()).contains("'a.txt'").contains("UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x.txt", "/etc/x.txt", "a/../../x.txt", "C:x.txt", "a\\x.txt", "a\u0007.txt"})
    void pathsThatLeadOutAreRefused(String path) {
        byte[] tar = new TarBuilder().file(path, new byte[] {'x'}).bytes();
        TaskException refused = refused(tar);
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
        assertThat(refused.text()).contains("not allowed").doesNotContain("\u0007");
    }

    @ParameterizedTest
    @CsvSource({"1,link", "2,link", "3,device"})
    void linksAndDevicesAreRefused(char kind, String word) {
        byte[] tar = new TarBuilder().entry("ln", new byte[0], kind).bytes();
        assertThat(refused(tar).text()).contains("'ln'").contains(word);
    }

    @Test
    void longNamesOfBothKindsAreRead() {
        String name = "d".repeat(120) + "/a.txt";
        byte[] gnu = new TarBuilder().gnuNamed(name, new byte[] {'x'}).bytes();
        byte[] pax = new TarBuilder().paxNamed(name, new byte[] {'x'}).bytes();
        assertThat(((TextContent) media.of(Attachment.of(gnu)).get(0)).text()).contains(name);
        assertThat(((TextContent) media.of(Attachment.of(pax)).get(0)).text()).contains(name);
    }

    @Test
    void aPathInAPaxHeaderIsCheckedToo() {
        byte[] tar = new TarBuilder().paxNamed("../x.txt", new byte[] {'x'}).bytes();
        assertThat(refused(tar).text()).contains("not allowed");
    }

    @Test
    void sizesAreBounded() throws IOException {
        byte[] tar = new TarBuilder()
                .file("a.txt", "aaaaaa".getBytes(StandardCharsets.UTF_8))
                .file("b.txt", "bbbbbb".getBytes(StandardCharsets.UTF_8))
                .bytes();
        assertThat(refused(MediaContents.limitedTo(10, 100), tar).code()).isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(refused(MediaContents.limitedTo(100, 1), tar).text()).contains("more than 1 files");
        assertThat(refused(MediaContents.limitedTo(10, 100), gzip(new byte[3 << 20]))
                        .code())
                .as("a small file that unpacks to a large one")
                .isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(refused(MediaContents.limitedTo(3, 100), "abcd".getBytes(StandardCharsets.UTF_8))
                        .code())
                .isEqualTo(ErrorCode.TOO_LARGE);
    }

    @Test
    void brokenArchivesAreRefused() throws IOException {
        byte[] tar = new TarBuilder().file("a.txt", new byte[2000]).bytes();
        byte[] cut = java.util.Arrays.copyOf(tar, 1024);
        assertThat(refused(cut).text()).contains("ends within a file");
        byte[] half = java.util.Arrays.copyOf(gzip(tar), 30);
        assertThat(refused(half).text()).contains("gzip");
        byte[] second = new TarBuilder()
                .file("a.txt", new byte[] {'x'})
                .file("b.txt", new byte[] {'y'})
                .bytes();
        second[1024] ^= 1;
        assertThat(refused(second).text()).contains("checksum");
        assertThat(refused("BZh91AY".getBytes(StandardCharsets.UTF_8)).text()).contains("bzip2");
    }
}

package dev.taskrunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarArchiveTest {
    @TempDir
    Path folder;

    @Test
    void writesArchivesThatTarReads() throws Exception {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("one.txt", "first".getBytes(StandardCharsets.UTF_8));
        files.put("zwei ü.bin", new byte[1024]);
        files.put("empty", new byte[0]);
        Path archive =
                Files.write(folder.resolve("a.tar"), Attachment.archive(files).toByteArray());
        assertThat(Files.size(archive) % 512).isZero();
        Path target = Files.createDirectory(folder.resolve("out"));
        Process tar = new ProcessBuilder("tar", "-xf", archive.toString(), "-C", target.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(tar.waitFor()).isZero();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            assertThat(target.resolve(file.getKey())).hasBinaryContent(file.getValue());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\nb", "a\u0000", "n", "a/b", "../a", "a\\b"})
    void refusesNamesThatDoNotFit(String name) {
        String given = name.equals("n") ? "ü".repeat(51) : name;
        assertThatThrownBy(() -> Attachment.archive(Map.of(given, new byte[1])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 100 bytes, no '/', no '\\'");
    }

    @Test
    void takesNamesThatJustFit() {
        assertThat(Attachment.archive(Map.of("n".repeat(100), new byte[1])).size())
                .isEqualTo(512 * 4);
    }
}

package dev.taskrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StorageTest extends InRoom {

    @Test
    void putsListsPrintsAndDeletes() throws Exception {
        Path file = Files.writeString(folder.resolve("note.txt"), "hello\n");
        assertThat(cli.run("storage", "put", file.toString()))
                .isEqualTo(new Cli.Done(0, "{\"path\":\"note.txt\",\"size\":6}\n", ""));
        cli.input("from standard input");
        assertThat(cli.run("storage", "put", "-", "deep/down.txt").code()).isZero();
        Cli.Done listed = cli.run("room", "storage", "ls");
        assertThat(listed.out())
                .contains("{\"name\":\"deep\",\"is_folder\":true}")
                .contains("\"name\":\"note.txt\",\"is_folder\":false,\"size\":6");
        assertThat(cli.run("storage", "cat", "note.txt")).isEqualTo(new Cli.Done(0, "hello\n", ""));
        assertThat(host().storage().readBytes("deep/down.txt"))
                .isEqualTo("from standard input".getBytes(StandardCharsets.UTF_8));
        assertThat(cli.run("storage", "rm", "note.txt")).isEqualTo(new Cli.Done(0, "", ""));
        assertThat(cli.run("storage", "rm", "deep").err()).contains("folder with 1 files");
        assertThat(cli.run("storage", "rm", "-r", "deep").code()).isZero();
        assertThat(cli.run("storage", "ls")).isEqualTo(new Cli.Done(0, "[]\n", ""));
    }

    @Test
    void showsABarOnATerminal() throws Exception {
        Path file = Files.write(folder.resolve("large"), new byte[3 << 20]);
        cli.onTerminal();
        assertThat(cli.run("storage", "put", file.toString()).err()).contains("#", "100%", "3 of 3 MiB");
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        Cli.Done missing = cli.run("storage", "cat", "nothing");
        assertThat(missing.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(missing.err()).isEqualTo("error: not_found: there is no file 'nothing'\n");
        assertThat(missing.out()).isEmpty();
        Path file = Files.writeString(folder.resolve("f"), "1");
        cli.run("storage", "put", file.toString());
        Cli.Done again = cli.run("storage", "put", file.toString(), "--no-overwrite");
        assertThat(again.err()).startsWith("error: already_exists");
        assertThat(cli.run("storage", "put", "-").code()).isEqualTo(ExitCodes.USAGE);
        assertThat(cli.run("storage", "put", folder.toString()).err()).contains("is a folder");
        assertThat(cli.run("storage", "put", folder.resolve("absent").toString())
                        .err())
                .contains("there is no such file");
        assertThat(cli.run("storage", "put", file.toString(), "../x").err()).startsWith("error: invalid_request");
    }
}

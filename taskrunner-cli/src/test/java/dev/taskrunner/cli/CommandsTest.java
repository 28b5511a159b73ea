package dev.taskrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that hold for every command: help, --json, wrong usage, a server that is not there. */
class CommandsTest {
    private static final String SECRET = "a secret of at least thirty-two bytes";

    @TempDir
    Path folder;

    private Cli cli;

    @BeforeEach
    void setUp() {
        cli = new Cli(folder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "queue",
                "queue send",
                "queue receive",
                "queue list",
                "queue drain",
                "storage",
                "storage ls",
                "storage cat",
                "storage put",
                "storage rm",
                "secrets",
                "secrets set",
                "secrets get",
                "secrets list",
                "secrets rm",
                "worker",
                "call",
                "durability",
                "room export",
                "room import",
                "room queue send",
                "room storage ls",
                "room secrets list"
            })
    void helpsWithServicesToo(String command) {
        Cli.Done done = cli.run((command + " --help").split(" "));
        assertThat(done.code()).isZero();
        assertThat(done.err()).isEmpty();
        assertThat(done.out()).contains("Usage: taskrunner " + command).doesNotContain("\u001b");
        assertThat(done.out().lines()).allMatch(line -> line.length() <= 100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "agents list",
                "agents describe a",
                "agents ask --agent a",
                "toolkits list",
                "toolkits invoke --toolkit t --tool u",
                "messages watch",
                "queue list",
                "queue receive q",
                "storage ls",
                "storage put /dev/null x",
                "secrets list",
                "room export out.zip",
                "worker --queue q --agent a",
                "call http://localhost/ --name a",
                "llm --agent-name a"
            })
    @DisplayName("--json is understood wherever the result is JSON; without a room that is all that is wrong")
    void acceptsJsonWhereTheResultIsJson(String command) {
        cli.with("OPENAI_API_KEY", "k").with("MESHAGENT_SECRET", SECRET);
        Cli.Done done = cli.run((command + " --json").split(" "));
        assertThat(done.err()).startsWith("error: ").contains("room").doesNotContain("--json");
        assertThat(done.code()).isEqualTo(ExitCodes.USAGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "agents list",
                "queue list",
                "queue send q --message 1",
                "queue receive q --wait 1s",
                "queue drain q",
                "storage ls",
                "storage cat f",
                "storage rm f",
                "secrets list",
                "secrets get k",
                "secrets rm k",
                "worker --queue q --agent a",
                "call http://localhost/ --name a",
                "chat --agent a",
                "messages watch",
                "room export out.zip"
            })
    @DisplayName("A server that is not there: 3, one line that names it, and nothing on standard output")
    void endsWithThreeWithoutAServer(String command) {
        cli.with("MESHAGENT_API_URL", "ws://127.0.0.1:1")
                .with("MESHAGENT_ROOM", "r")
                .with("MESHAGENT_SECRET", SECRET);
        Cli.Done done = cli.run(
                command.replace("out.zip", folder.resolve("out.zip").toString()).split(" "));
        assertThat(done.err()).startsWith("error: ").contains("127.0.0.1:1").doesNotContain("not foreseen");
        assertThat(done.code()).isEqualTo(ExitCodes.UNREACHABLE);
        assertThat(done.out()).isEmpty();
        assertThat(folder.resolve("out.zip")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "secrets; secrets",
                "secrets set; NAME",
                "secrets set k --value plain; @FILE or -",
                "secrets set k --value @/does/not/exist; there is no such file",
                "secrets get; NAME",
                "secrets list k; Unmatched argument",
                "secrets rm; NAME",
                "call; URL",
                "call http://h/; --name is missing",
                "call http://h/ --name a --wait 0s; longer than zero",
                "call http://h/ --name a --input 3; must be a JSON object",
                "room export; FILE.zip",
                "room import; FILE.zip",
                "room import /does/not/exist; cannot be read",
                "chat --timeout 0s; longer than zero",
                "chat somebody; Unmatched argument",
                "durability --kills many; --kills",
                "durability --kills -1; --kills must not be negative",
                "durability --operations 0; must be positive",
                "durability --max-file 0; must be positive",
                "llm --agent-name a --rule; --rule",
                "run; FILE.jar",
                "mcp; mcp"
            })
    void wrongUsageEndsWithTwo(String line, String about) {
        Cli.Done done = cli.input("value").run(line.split(" "));
        assertThat(done.err()).startsWith("error: ").contains(about).doesNotContain("not foreseen");
        assertThat(done.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(done.out()).isEmpty();
    }

    @Test
    @DisplayName("The folder of a durability run must be a folder, and empty")
    void durabilityWantsAnEmptyFolder() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "x");
        Cli.Done done = cli.run("durability", "--data", file.toString());
        assertThat(done.err()).endsWith("file cannot be used: there is a file of that name already\n");
        assertThat(done.code()).isEqualTo(ExitCodes.USAGE);
        Cli.Done full = cli.run("durability", "--data", folder.toString());
        assertThat(full.err()).endsWith(" is not empty\n");
        assertThat(full.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(file).hasContent("x");
    }

    @Test
    @DisplayName("Without a kill the load alone is clean, and the report is one line of JSON")
    void theLoadAloneIsClean() throws Exception {
        String data = folder.resolve("d").toString();
        Cli.Done done = cli.run("durability", "--kills", "0", "--operations", "100", "--data", data, "--json");
        assertThat(done.code()).as(done.err()).isZero();
        assertThat(done.out().lines()).hasSize(1);
        assertThat(Json.read(done.out()).path("complaints")).isEmpty();
        assertThat(Json.read(done.out()).path("kills").asInt(-1)).isZero();
    }

    static Stream<Arguments> problems() {
        return Stream.of(
                Arguments.of(new NoSuchFileException("f"), "there is no such file"),
                Arguments.of(new AccessDeniedException("f"), "permission denied"),
                Arguments.of(new FileAlreadyExistsException("f"), "there is a file of that name already"),
                Arguments.of(new FileSystemException("f", null, "No space left"), "No space left"),
                Arguments.of(new MalformedInputException(1), "it is no text in UTF-8"),
                Arguments.of(new EOFException(), "it ends too early"),
                Arguments.of(new UncheckedIOException(new EOFException()), "it ends too early"),
                Arguments.of(new IOException("scratched"), "scratched"),
                Arguments.of(new IOException(), "IOException"));
    }

    @ParameterizedTest
    @MethodSource("problems")
    void saysWhatIsWrongWithAFileInWords(Exception problem, String words) {
        assertThat(FileProblems.reason(problem)).isEqualTo(words);
    }
}

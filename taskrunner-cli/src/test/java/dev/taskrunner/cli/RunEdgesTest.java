package dev.taskrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Classes of a jar that cannot be loaded, made or served. */
class RunEdgesTest extends InRoom {
    private static final String SOURCE = """
            package sample;

            import dev.taskrunner.function.Task;

            public class Plain {
                @Task public int one() { return 1; }

                public static class Static extends Plain {
                    static final int N = Integer.parseInt("no number");
                }

                public static class Throwing extends Plain {
                    public Throwing() { throw new IllegalStateException("no licence"); }
                }

                public static class Needing extends Plain {
                    public Needing(String needed) {}
                }

                public static class Lacking extends Absent {}

                public static class Absent {}
            }
            """;

    private Path jar;

    @BeforeEach
    void makeJar() throws IOException {
        Path file = Files.writeString(folder.resolve("Plain.java"), SOURCE);
        String[] args = {"-proc:none", "-cp", Children.classPath(), "-d", folder.toString(), file.toString()};
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, args))
                .isZero();
        Files.delete(folder.resolve("sample/Plain$Absent.class"));
        jar = folder.resolve("plain.jar");
        try (OutputStream bytes = Files.newOutputStream(jar);
                JarOutputStream archive = new JarOutputStream(bytes);
                var classes = Files.list(folder.resolve("sample"))) {
            for (Path each : classes.toList()) {
                archive.putNextEntry(new JarEntry("sample/" + each.getFileName()));
                archive.write(Files.readAllBytes(each));
                archive.closeEntry();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "sample/Plain,2,has no class sample/Plain",
        "sample.Plain$Static,1,no number",
        "sample.Plain$Throwing,1,no licence",
        "sample.Plain$Lacking,1,Absent",
        "sample.Plain$Needing,2,public constructor without parameters",
        "sample.plain,2,has no class sample.plain",
        "java.lang.String,2,@Task"
    })
    void saysWhyAClassCannotServe(String name, int code, String about) {
        Cli.Done done = cli.run("run", jar.toString(), "--class", name);
        assertThat(done.err()).startsWith("error: ").contains(about).doesNotContain("not foreseen", "\tat ");
        assertThat(done.code()).isEqualTo(code);
        assertThat(done.out()).isEmpty();
    }

    @Test
    @DisplayName("Nothing of a jar is served when one of its classes cannot be")
    void servesAllOrNothing() {
        Cli.Done done = cli.run("run", jar.toString(), "--class", "sample.Plain", "sample.Plain$Throwing");
        assertThat(done.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(cli.run("agents", "list").out()).isEqualTo("[]\n");
    }

    @Test
    @DisplayName("Ctrl-C ends the hosting at once, with 130, also right after the first line")
    void servesUntilInterrupted() throws Exception {
        Cli.Running running = cli.start("run", jar.toString(), "--class", "sample.Plain", "--json");
        assertThat(running.out().awaitLine(any -> true)).startsWith("{\"name\":\"one\"");
        assertThat(running.interrupt()).isEqualTo(ExitCodes.INTERRUPTED);
        assertThat(running.err().text()).endsWith("interrupted\n");
        assertThat(cli.run("agents", "list").out()).isEqualTo("[]\n");
    }

    @Test
    @DisplayName("SIGINT ends the process that hosts, in time, with 130")
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "sends signals")
    void endsOnASignal() throws Exception {
        Path err = folder.resolve("run.err");
        Process process =
                Children.start(err, cli.variables, "run", jar.toString(), "--class", "sample.Plain", "--json");
        try {
            assertThat(Children.line(process)).startsWith("{\"name\":\"one\"");
            Children.interrupt(process);
            assertThat(Children.await(process)).isEqualTo(ExitCodes.INTERRUPTED);
        } finally {
            process.destroyForcibly();
        }
    }
}

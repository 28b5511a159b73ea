package dev.taskrunner.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What can be checked of the container files without a container engine, so that they do not rot. */
class ContainerFilesTest {
    private static final Pattern INSTRUCTION = Pattern.compile("^([A-Z]+)\\s+(.*)$");
    private static final Pattern JSON_TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final Path root = Repository.root();
    private final List<Instruction> dockerfile = instructions(read("Dockerfile"));
    private final Map<String, Object> compose = yaml(read("compose.yaml"));

    private record Instruction(String name, String arguments) {}

    private String read(String file) {
        try {
            return Files.readString(root.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Instruction> instructions(String text) {
        List<Instruction> found = new ArrayList<>();
        for (String line : text.replaceAll("(?m)^#.*\\R", "")
                .replaceAll("\\\\\\R\\s*", " ")
                .split("\\R")) {
            if (!line.isBlank()) {
                Matcher matcher = INSTRUCTION.matcher(line);
                assertThat(matcher.matches()).as("an instruction: %s", line).isTrue();
                found.add(new Instruction(matcher.group(1), matcher.group(2).strip()));
            }
        }
        return found;
    }

    private static Map<String, Object> yaml(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return new Yaml(new SafeConstructor(options)).load(text);
    }

    private List<String> of(String name) {
        return dockerfile.stream()
                .filter(one -> one.name().equals(name))
                .map(Instruction::arguments)
                .toList();
    }

    /** The instructions of the last stage, which is the image. */
    private List<Instruction> image() {
        int last = 0;
        for (int i = 0; i < dockerfile.size(); i++) {
            last = dockerfile.get(i).name().equals("FROM") ? i : last;
        }
        return dockerfile.subList(last, dockerfile.size());
    }

    private static List<String> words(String json) {
        List<String> words = new ArrayList<>();
        Matcher matcher = JSON_TEXT.matcher(json);
        while (matcher.find()) {
            words.add(matcher.group(1));
        }
        return words;
    }

    @Test
    void onlyKnownInstructionsAndPinnedImages() {
        assertThat(dockerfile)
                .extracting(Instruction::name)
                .isSubsetOf("FROM WORKDIR COPY RUN USER VOLUME EXPOSE STOPSIGNAL HEALTHCHECK ENTRYPOINT CMD".split(" "))
                .startsWith("FROM");
        assertThat(of("FROM"))
                .allMatch(
                        image -> image.matches("[a-z0-9./-]+:[a-z0-9.-]+( AS [a-z]+)?") && !image.contains(":latest"));
    }

    @Test
    void everythingCopiedExistsOrIsBuiltBefore() {
        List<String> copies = of("COPY");
        assertThat(copies).isNotEmpty();
        for (String copy : copies) {
            List<String> parts = List.of(copy.split("\\s+"));
            List<String> paths =
                    parts.stream().filter(part -> !part.startsWith("--")).toList();
            String source = paths.get(0);
            if (parts.stream().anyMatch(part -> part.equals("--from=build"))) {
                assertThat(source).isEqualTo("/src/taskrunner-cli/target/taskrunner.jar");
                assertThat(read("taskrunner-cli/pom.xml")).contains("${project.build.directory}/taskrunner.jar");
            } else {
                assertThat(root.resolve(source)).exists();
            }
        }
        assertThat(root.resolve("mvnw")).isExecutable();
        assertThat(of("RUN").toString()).contains("./mvnw");
    }

    @Test
    void theImageRunsTheJarAsAUserWithoutRights() {
        List<Instruction> image = image();
        String user = image.stream()
                .filter(one -> one.name().equals("USER"))
                .reduce((first, second) -> second)
                .orElseThrow()
                .arguments();
        assertThat(user).matches("[1-9]\\d*:[1-9]\\d*");
        assertThat(of("RUN").toString()).contains("--uid " + user.split(":")[0]);
        List<String> entry = words(of("ENTRYPOINT").get(0));
        assertThat(entry.get(0)).isEqualTo("java");
        String jar = entry.get(entry.indexOf("-jar") + 1);
        assertThat(of("COPY")).anyMatch(copy -> copy.endsWith(" " + jar));
        assertThat(of("VOLUME")).containsExactly("/data");
        assertThat(of("RUN").toString()).contains("-o taskrunner").contains("/data");
    }

    @Test
    void theHealthCheckAsksWhatTheServerAnswersWhereItListens() throws IOException {
        String check = of("HEALTHCHECK").get(0);
        List<String> command = words(of("CMD").get(0));
        String port = command.get(command.indexOf("--port") + 1);
        assertThat(check).contains("/healthz").contains("127.0.0.1/" + port);
        assertThat(of("EXPOSE")).containsExactly(port);
        assertThat(command).startsWith("server").contains("--host", "0.0.0.0");
        String front = read("taskrunner-room-server/src/main/java/dev/taskrunner/server/HttpFront.java");
        assertThat(front).contains("\"/healthz\"");
    }

    private String sourcesOfTheCommand() throws IOException {
        StringBuilder sources = new StringBuilder();
        try (var files = Files.list(root.resolve("taskrunner-cli/src/main/java/dev/taskrunner/cli"))) {
            for (Path file : files.toList()) {
                sources.append(Files.readString(file));
            }
        }
        return sources.toString();
    }

    @Test
    void optionsAndVariablesInTheFilesAreThoseOfTheCommand() throws IOException {
        String sources = sourcesOfTheCommand();
        List<String> words = new ArrayList<>(words(of("CMD").get(0)));
        services().forEach((name, service) -> words.addAll(list(service.get("command"))));
        for (String word : words) {
            if (word.startsWith("--")) {
                assertThat(sources).contains("\"" + word + "\"");
            }
        }
        for (Map<String, Object> service : services().values()) {
            for (Object variable : map(service.get("environment")).keySet()) {
                assertThat(sources).contains("\"" + variable + "\"");
            }
        }
    }

    @Test
    void composeHangsTogether() {
        Map<String, Map<String, Object>> services = services();
        assertThat(services).containsOnlyKeys("server", "runners");
        assertThat(map(compose.get("volumes"))).containsKey("data");
        assertThat(map(compose.get("secrets"))).containsKey("secrets_key");
        assertThat(list(services.get("server").get("volumes"))).containsExactly("data:/data");
        assertThat(map(services.get("server").get("environment")).get("TASKRUNNER_SECRETS_KEY_FILE"))
                .isEqualTo("/run/secrets/secrets_key");
        assertThat(map(services.get("runners").get("depends_on"))).containsKey("server");
        assertThat(list(services.get("runners").get("command"))).contains("ws://server:8080");
        services.values().forEach(service -> {
            assertThat(service).containsEntry("read_only", true).containsEntry("image", "taskrunner");
            assertThat(list(service.get("cap_drop"))).containsExactly("ALL");
        });
        assertThat(read("compose.yaml"))
                .as("no secret is written down")
                .doesNotContainPattern("SECRET: *\"?[A-Za-z0-9]");
        assertThat(read(".dockerignore")).contains("**/target", "secrets.key", ".git");
    }

    @SuppressWarnings("unchecked")
    private Map<String, Map<String, Object>> services() {
        return (Map<String, Map<String, Object>>) compose.get("services");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    private static List<String> list(Object value) {
        return (List<String>) value;
    }
}

package dev.taskrunner.cli;

import dev.taskrunner.TaskRunner;
import dev.taskrunner.function.FunctionTaskRunner;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.jar.JarFile;

/** A jar with runners, and the class loader that its classes live in. */
final class RunnerJar implements AutoCloseable {
    private final Path jar;
    private final URLClassLoader loader;

    private RunnerJar(Path jar, URLClassLoader loader) {
        this.jar = jar;
        this.loader = loader;
    }

    /**
     * Opens a jar.
     *
     * @throws CliException if it is none
     */
    static RunnerJar open(Path jar) {
        if (!Files.isRegularFile(jar)) {
            throw CliException.usage(jar + ": there is no such file");
        }
        try (JarFile archive = new JarFile(jar.toFile())) {
            if (archive.size() == 0) {
                throw CliException.usage(jar + " is empty");
            }
            URL[] urls = {jar.toUri().toURL()};
            return new RunnerJar(jar, new URLClassLoader("runners", urls, RunnerJar.class.getClassLoader()));
        } catch (IOException e) {
            throw CliException.usage(jar + " is no jar: " + FileProblems.reason(e), e);
        }
    }

    /**
     * Makes every runner that the jar itself lists, not those of the command's own class path.
     *
     * @param required whether it is wrong usage that there is none
     * @throws CliException if there is none, or one cannot be made
     */
    List<TaskRunner> load(boolean required) {
        List<TaskRunner> runners;
        try {
            runners = ServiceLoader.load(TaskRunner.class, loader).stream()
                    .filter(provider -> provider.type().getClassLoader() == loader)
                    .map(ServiceLoader.Provider::get)
                    .toList();
        } catch (ServiceConfigurationError e) {
            Throwable reason = e.getCause() == null ? e : e.getCause();
            throw new CliException(
                    ExitCodes.FAILED, jar + ": a runner cannot be made: " + e.getMessage() + " (" + reason + ")", e);
        }
        if (required && runners.isEmpty()) {
            throw CliException.usage(jar + " lists no runner in META-INF/services/dev.taskrunner.TaskRunner");
        }
        return runners;
    }

    /**
     * Makes a runner of every {@code @Task} method of these classes.
     *
     * @throws CliException if a class is not there, cannot be made, or has no such method
     */
    List<TaskRunner> tasksOf(List<String> classes) {
        List<TaskRunner> runners = new ArrayList<>();
        for (String name : classes) {
            try {
                Object target =
                        Class.forName(name, true, loader).getConstructor().newInstance();
                runners.addAll(FunctionTaskRunner.allOf(target));
            } catch (ClassNotFoundException e) {
                throw CliException.usage(jar + " has no class " + name, e);
            } catch (NoSuchMethodException | IllegalAccessException | InstantiationException e) {
                throw CliException.usage(name + " needs to be public, with a public constructor without parameters", e);
            } catch (InvocationTargetException e) {
                throw new CliException(ExitCodes.FAILED, name + " cannot be made: " + e.getCause(), e);
            } catch (IllegalArgumentException e) {
                throw CliException.usage(String.valueOf(e.getMessage()), e);
            } catch (LinkageError e) {
                // A class that it needs is missing, or its static code fails.
                Throwable reason = e.getCause() == null ? e : e.getCause();
                throw new CliException(ExitCodes.FAILED, name + " cannot be loaded: " + reason, e);
            }
        }
        return runners;
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}

package dev.taskrunner.cli;

import java.lang.reflect.Constructor;
import picocli.CommandLine;

/** Makes the command classes: those that want the shell get it. */
final class CommandFactory implements CommandLine.IFactory {
    private final Shell shell;

    CommandFactory(Shell shell) {
        this.shell = shell;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (constructor.getParameterCount() == 1 && constructor.getParameterTypes()[0] == Shell.class) {
                return type.cast(constructor.newInstance(shell));
            }
        }
        return CommandLine.defaultFactory().create(type);
    }
}

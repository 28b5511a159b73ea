package dev.taskrunner.cli;

import picocli.CommandLine.Command;

/** Groups what is done with toolkits. */
@Command(
        name = "toolkits",
        header = "List the toolkits of a room and call their tools.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ToolkitsList.class, ToolkitsInvoke.class})
final class ToolkitsCommand {}

package dev.taskrunner.cli;

import picocli.CommandLine.Command;

/** Another spelling of the commands that work in a room. */
@Command(
        name = "room",
        header = "Another spelling: 'room agents …' is 'agents …'.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {AgentsCommand.class, ToolkitsCommand.class, MessagesCommand.class})
final class RoomCommand {}

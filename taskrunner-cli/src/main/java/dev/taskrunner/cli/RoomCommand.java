package dev.taskrunner.cli;

import picocli.CommandLine.Command;

/** Another spelling of the commands that work in a room. */
@Command(
        name = "room",
        header = "Export and import a room; and another spelling: 'room agents …' is 'agents …'.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            AgentsCommand.class,
            ToolkitsCommand.class,
            MessagesCommand.class,
            QueueCommand.class,
            StorageCommand.class,
            SecretsCommand.class,
            RoomExport.class,
            RoomImport.class
        })
final class RoomCommand {}

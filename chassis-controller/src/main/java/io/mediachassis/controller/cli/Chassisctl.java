package io.mediachassis.controller.cli;

import io.mediachassis.backplane.daemon.SoftwareVersion;
import io.mediachassis.controller.client.ChassisClient;
import io.mediachassis.controller.client.ChassisException;
import io.mediachassis.controller.client.UnitAddresses;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The operator's command: {@code chassisctl}. */
@Command(
        name = "chassisctl",
        description = "Shows and operates a media-station chassis through its controllers.",
        mixinStandardHelpOptions = true,
        versionProvider = Chassisctl.Version.class,
        scope = ScopeType.INHERIT,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nWhere the controllers are, the first that is given:%n",
        footer = {
            "  --api, --unit, the environment variable CHASSIS_API, the file",
            "  ~/.config/chassisctl (one address a line), the simulated unit 1.",
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the unit refused, failed, or did not answer",
            "2:the command line is wrong",
        },
        subcommands = {
            StatusCommand.class,
            SlotsCommand.class,
            PowerCommand.class,
            CoolingCommand.class,
            BladesCommand.class,
            ProgramsCommand.class,
            PublishCommand.class,
            StreamsCommand.class,
            NvodCommand.class,
            DistributeCommand.class,
            LocateCommand.class,
            ContentCommand.class,
            SubscriberCommand.class,
            TokenCommand.class,
            AuditCommand.class,
            RegistryCommand.class,
            MetadataCommand.class,
            CountersCommand.class,
            EventsCommand.class,
            BladeCommand.class,
            DirectorCommand.class,
            ControllerCommand.class,
        })
public final class Chassisctl {
    /** The command line is wrong; also picocli's own code for that. */
    static final int USAGE = 2;

    static final int FAILED = 1;

    private final Map<String, String> environment;
    private final Terminal terminal;

    @Option(
            names = "--api",
            split = ",",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "Address of a controller's API; several with commas, or repeated.")
    private List<String> api = new ArrayList<>();

    @Option(
            names = "--unit",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Data folder of a simulated unit (it holds unit.json).")
    private @Nullable Path unit;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print JSON, as the API gives it.")
    private boolean json;

    Chassisctl(Map<String, String> environment, Terminal terminal) {
        this.environment = environment;
        this.terminal = terminal;
    }

    /** Runs one command and exits with its code. */
    public static void main(String[] args) {
        System.exit(commandLine(System.getenv(), Terminal.ofSystem()).execute(args));
    }

    static CommandLine commandLine(Map<String, String> environment, Terminal terminal) {
        CommandLine line = new CommandLine(new Chassisctl(environment, terminal));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(
                terminal.colours() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof ChassisException e) {
                say(command.getErr(), String.valueOf(e.getMessage()), e.hint());
                return FAILED;
            }
            throw failure;
        });
        line.setParameterExceptionHandler((wrong, args) -> {
            CommandLine command = wrong.getCommandLine();
            say(
                    command.getErr(),
                    String.valueOf(wrong.getMessage()),
                    "try '" + command.getCommandSpec().qualifiedName() + " --help'");
            return USAGE;
        });
        return line;
    }

    private static void say(PrintWriter err, String error, String hint) {
        err.println("chassisctl: " + error);
        if (!hint.isEmpty()) {
            err.println("  " + hint);
        }
        err.flush();
    }

    boolean json() {
        return json;
    }

    Terminal terminal() {
        return terminal;
    }

    ChassisClient client() throws ChassisException {
        return new ChassisClient(addresses());
    }

    private List<URI> addresses() throws ChassisException {
        if (!api.isEmpty()) {
            return UnitAddresses.parse(String.join(",", api));
        }
        if (unit != null) {
            return UnitAddresses.ofUnit(unit);
        }
        String fromEnvironment = environment.getOrDefault("CHASSIS_API", "");
        if (!fromEnvironment.isBlank()) {
            return UnitAddresses.parse(fromEnvironment);
        }
        Path file = Path.of(environment.getOrDefault("HOME", "."), ".config", "chassisctl");
        return Files.isRegularFile(file) ? UnitAddresses.ofFile(file) : UnitAddresses.SIMULATED;
    }

    /** What {@code --version} prints. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"chassisctl " + SoftwareVersion.CURRENT};
        }
    }
}

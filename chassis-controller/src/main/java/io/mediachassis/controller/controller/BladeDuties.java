package io.mediachassis.controller.controller;

import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.link.LinkDown;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.UnitEvent;
import io.mediachassis.controller.controller.Boards.Blade;
import io.mediachassis.controller.eventlog.NewEvent;
import io.mediachassis.controller.headend.registry.server.RegistryServer;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What blades get of this controller over their links: keys and tokens from either controller, hardware, election, the registry
 * and what the content manager says from the active one. Control loop.
 */
final class BladeDuties implements Boards.BladeListener {
    private static final int EVENT_CHARACTERS = 1000;

    private final BoardCredentials credentials;
    private final ContentLink contents;
    private final StationDirectoryKeeper directory;
    private final Supplier<@Nullable ActiveWork> acting;
    private final Consumer<NewEvent> events;
    private final @Nullable RegistryServer registry;

    /**
     * @param acting the active controller's work while it may give orders; null otherwise
     * @param events takes what blades tell of themselves
     * @param registry null: this controller runs none
     */
    BladeDuties(
            BoardCredentials credentials, ContentLink contents, StationDirectoryKeeper directory,
            Supplier<@Nullable ActiveWork> acting,
            Consumer<NewEvent> events, @Nullable RegistryServer registry) {
        this.registry = registry;
        this.credentials = credentials;
        this.contents = contents;
        this.directory = directory;
        this.acting = acting;
        this.events = events;
    }

    @Override
    public void onBladeUp(int slot, Link link) {
        credentials.welcome(slot, link);
        contents.welcome(link);
        directory.welcome(link);
        ActiveWork work = acting.get();
        if (work != null) {
            work.onBladeUp(slot, link);
        }
    }

    @Override
    public void onBladeDown(int slot, LinkDown why) {
        ActiveWork work = acting.get();
        if (work != null) {
            work.onBladeDown(slot, why);
        }
    }

    @Override
    public void onBladeMessage(int slot, Blade blade, Envelope message) {
        ActiveWork work = acting.get();
        switch (message.getBodyCase()) {
            case HEARTBEAT -> {
                if (work != null) {
                    work.onHeartbeat(slot, blade);
                }
            }
            case AGENT_STATUS -> {
                credentials.onStatus(message.getAgentStatus(), blade.link);
                contents.onStatus(message.getAgentStatus(), blade.link);
                if (work != null) {
                    work.onStatus(slot, message.getAgentStatus());
                }
            }
            case COUNTER_DECLARATIONS -> { }
            case UNIT_EVENT -> told(slot, message.getUnitEvent()).ifPresent(events);
            case TOKEN_REQUEST -> credentials.grantToken(BoardCredentials.engine(slot), blade.link);
            case REGISTRY_REPORT, STATION_ALIVE, WHERE_QUERY, PLAN_QUERY -> askRegistry(blade.link, message, work != null);
            default -> Boards.unknown(blade.link, message);
        }
    }

    private void askRegistry(Link link, Envelope message, boolean mayAct) {
        if (registry == null) {
            link.fault(message, Fault.Code.NOT_FOUND,
                    "this controller runs no media location registry: its head-end.registry is empty");
        } else if (!mayAct) {
            link.fault(message, Fault.Code.NOT_ACTIVE, "this controller is not the active one");
        } else {
            registry.onMessage(link, message);
        }
    }

    /** A blade's event as the log takes it: about that blade, whatever it says; empty when it is not fit to show. */
    static Optional<NewEvent> told(int slot, UnitEvent event) {
        boolean fit = event.getKind().matches("[a-z.]{1,40}") && event.getText().length() <= EVENT_CHARACTERS
                && event.getSeverity() != UnitEvent.Severity.UNRECOGNIZED;
        return fit
                ? Optional.of(new NewEvent(event.getSeverity(), event.getKind(), slot, event.getText()))
                : Optional.empty();
    }
}

package io.mediachassis.controller.headend.metadata;

import io.mediachassis.backplane.token.TokenClaims;
import io.mediachassis.controller.headend.metadata.History.Outcome;
import io.mediachassis.controller.headend.metadata.History.Past;
import io.mediachassis.controller.headend.metadata.store.MetadataStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What clients ask: their next file, what opens it; and what they report. Blocks; one thread. */
public final class ClientWork {
    private static final int HISTORIES = 64;
    private static final int ERRORS = 32;
    private static final int ERROR_TEXT = 200;
    /** How deep pieces may lie in pieces. */
    private static final int DEPTH = 4;
    private static final int RELEASED = 4096;

    private final Catalogue catalogue;
    private final MetadataStore store;
    private final ServerHealth health;
    private final ClientLeases leases;
    private final AuditTrail audit;
    /** Lately; who asks for the same key again and again does not fill the audit log. */
    private final Set<String> released = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > RELEASED;
        }
    });

    ClientWork(Catalogue catalogue, ServerHealth health, ClientLeases leases, AuditTrail audit) {
        this.catalogue = catalogue;
        this.store = catalogue.stored();
        this.health = health;
        this.leases = leases;
        this.audit = audit;
    }

    /**
     * A file with where it lies.
     *
     * @param servers in the order in which to try them
     * @param isProtected whether it takes a release to use it
     */
    public record Described(MediaFile file, List<Source> servers, boolean isProtected) {}

    /**
     * What comes next.
     *
     * @param position from 0
     * @param of how many files the program has
     * @param resumed it was given before
     * @param bytes that the device said it had of it
     * @param file empty: the program is at its end
     */
    public record Next(int position, int of, boolean resumed, long bytes, Optional<Described> file) {}

    /** What opens a protected file. */
    public record Release(Protection protection, List<Described> pieces) {}

    /**
     * A device that asks.
     *
     * @param client its address
     */
    public record Device(TokenClaims who, String name, String client) {}

    /** A server that did not give a file. */
    public record ServerError(String address, String error) {}

    /** How a device got on with a file. */
    public record Report(String file, Optional<Outcome> outcome, long bytes, List<ServerError> errors) {}

    /** Programs that this token is good for. */
    public List<Program> programs(Device device) {
        return store.programs().stream().filter(program -> device.who().isFor(program.id())).toList();
    }

    public Next next(Device device, String program, boolean fromStart, long nowNs) {
        Program list = program(device, program);
        History history = history(device, program);
        History known = fromStart ? history.fromStart(catalogue.nowMs()) : history;
        Optional<NextFile.Choice> choice = NextFile.choose(list.files(), known);
        if (choice.isEmpty()) {
            return new Next(list.files().size(), list.files().size(), false, 0, Optional.empty());
        }
        NextFile.Choice next = choice.get();
        if (!next.resumed()) {
            keep(known.only(list.files()::contains).with(
                    new Past(next.file(), next.position(), Outcome.GIVEN, 0), catalogue.nowMs()));
        }
        return new Next(next.position(), list.files().size(), next.resumed(), next.bytes(),
                Optional.of(described(catalogue.file(next.file()), nowNs)));
    }

    private void keep(History history) {
        List<History> others = new ArrayList<>(store.histories(history.subscriber()));
        others.removeIf(other -> other.id().equals(history.id()));
        List<History> gone = others.size() < HISTORIES ? List.of() : others.subList(HISTORIES - 1, others.size());
        catalogue.change(List.of(history), gone);
    }

    private Program program(Device device, String id) {
        FileRules.id("a program's id", id);
        if (!FileRules.DEVICE.matcher(device.name()).matches()) {
            throw new MetadataRefusal(400, "device is a name of your own choice for this device",
                    "letters, digits, and .-_@ behind the first, 64 at most");
        }
        if (!device.who().isFor(id)) {
            throw new MetadataRefusal(403, "this token is not for program " + id, "log in for one that is");
        }
        return store.program(id).orElseThrow(() -> new MetadataRefusal(
                404, "there is no program " + id, "GET /metadata/programs lists them"));
    }

    private History history(Device device, String program) {
        return store.history(device.who().subject(), device.name(), program).orElseGet(
                () -> new History(device.who().subject(), device.name(), program, List.of(), catalogue.nowMs()));
    }

    private Described described(MediaFile file, long nowNs) {
        return new Described(file, ServerOrder.of(file.sources(), leases.of(file.id(), nowNs), health::state),
                store.protection(file.id()).isPresent());
    }

    /** Takes down how it went with the file that the device was given. */
    public void report(Device device, String program, Report report, long nowNs) {
        program(device, program);
        History history = history(device, program);
        Past given = given(history).filter(past -> past.file().equals(report.file())).orElseThrow(() -> new MetadataRefusal(
                409, "this device was not given that file last", "POST /metadata/next gives one"));
        List<String> addresses = described(catalogue.file(given.file()), nowNs).servers().stream().map(Source::address).toList();
        report.errors().stream().limit(ERRORS).filter(error -> addresses.contains(error.address())).forEach(error ->
                health.reported(error.address(), device.who().subject(), shown(error.error()), nowNs));
        Outcome outcome = report.outcome().orElse(Outcome.GIVEN);
        keep(history.with(
                new Past(given.file(), given.position(), outcome, Math.max(0, report.bytes())), catalogue.nowMs()));
    }

    private static String shown(String error) {
        return error.substring(0, Math.min(ERROR_TEXT, error.length())).replaceAll("\\p{Cntrl}", "?");
    }

    private static Optional<Past> given(History history) {
        return history.last().filter(past -> past.outcome() == Outcome.GIVEN);
    }

    /** The key and the way in which a file is put together, for a device that was given it. */
    public Release release(Device device, String program, String file, long nowNs) {
        requireGiven(device, program, file);
        Protection protection = store.protection(file).orElseThrow(() -> new MetadataRefusal(
                404, "media file " + file + " is not protected", "use it as it is"));
        List<Described> pieces = protection.pieces().stream()
                .filter(piece -> piece.from() == Protection.From.FILE)
                .map(Protection.Piece::name)
                .distinct()
                .flatMap(id -> store.file(id).stream())
                .map(piece -> described(piece, nowNs))
                .toList();
        if (released.add(device.who().subject() + " " + device.name() + " " + program + " " + file)) {
            audit.note("key.released", device.who().subject(), device.client(),
                    file + " of program " + program + " for device " + device.name());
        }
        return new Release(protection, pieces);
    }

    /** A missing range of a partial file, for a device that was given that file. */
    public Part part(Device device, String program, String file, int number) {
        requireGiven(device, program, file);
        return store.part(file, number).orElseThrow(() -> new MetadataRefusal(
                404, "media file " + file + " has no part " + number, "POST /metadata/release tells its pieces"));
    }

    private void requireGiven(Device device, String program, String file) {
        program(device, program);
        FileRules.id("a file's id", file);
        boolean may = given(history(device, program)).filter(past -> leadsTo(past.file(), file)).isPresent();
        if (!may) {
            throw new MetadataRefusal(403, "this device was not given media file " + file, "POST /metadata/next gives one");
        }
    }

    private boolean leadsTo(String from, String file) {
        return from.equals(file) || store.protection(from)
                .filter(protection -> MadeOf.files(protection.pieces(), DEPTH, store::protection).contains(file))
                .isPresent();
    }
}

package io.mediachassis.controller.headend.registry.store;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.controller.headend.registry.RegistryStore;
import io.mediachassis.controller.headend.registry.store.etcd.EtcdStore;
import io.mediachassis.controller.headend.registry.store.sql.PostgresAddress;
import io.mediachassis.controller.headend.registry.store.sql.PostgresStore;
import io.mediachassis.controller.headend.registry.store.sql.SqliteStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Opens the store that a line of configuration names: {@code sqlite:FILE} (relative to the controller's data folder),
 * {@code postgresql://USER:PASSWORD@HOST:PORT/DATABASE} or {@code etcd://HOST:PORT,HOST:PORT}.
 */
public final class RegistryStores {
    private static final String SQLITE = "sqlite:";
    private static final String POSTGRESQL = "postgresql://";
    private static final String ETCD = "etcd://";
    private static final Pattern ENDPOINT = Pattern.compile("([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}\\]):[0-9]{1,5}");
    private static final int POSTGRES_CONNECTIONS = 4;

    private final Path folder;
    private final Clock clock;
    private final Duration limit;

    /**
     * @param folder of the controller's data
     * @param limit for which a server is waited for
     */
    public RegistryStores(Path folder, Clock clock, Duration limit) {
        this.folder = folder;
        this.clock = clock;
        this.limit = limit;
    }

    /**
     * Opens it.
     *
     * @throws IllegalArgumentException when the line names none
     * @throws io.mediachassis.controller.headend.registry.StoreException when it can't be opened
     */
    public RegistryStore open(String line) {
        check(line);
        if (line.startsWith(SQLITE)) {
            return new SqliteStore(folder.resolve(line.substring(SQLITE.length())), clock);
        }
        if (line.startsWith(POSTGRESQL)) {
            return new PostgresStore(new PostgresAddress(line), POSTGRES_CONNECTIONS, limit, clock);
        }
        return new EtcdStore(endpoints(line), limit, clock);
    }

    /**
     * Looks at the line, and opens nothing.
     *
     * @throws IllegalArgumentException when it names no store
     */
    public static void check(String line) {
        boolean names;
        if (line.startsWith(POSTGRESQL)) {
            var unused = new PostgresAddress(line);
            names = true;
        } else if (line.startsWith(ETCD)) {
            names = endpoints(line).stream().allMatch(endpoint -> ENDPOINT.matcher(endpoint).matches());
        } else {
            names = line.startsWith(SQLITE) && line.length() > SQLITE.length();
        }
        if (!names) {
            throw new IllegalArgumentException("a registry is kept in sqlite:FILE, postgresql://USER:PASSWORD@HOST:PORT/"
                    + "DATABASE or etcd://HOST:PORT,HOST:PORT,..., not in " + withoutPassword(line));
        }
    }

    private static List<String> endpoints(String line) {
        return List.of(line.substring(ETCD.length()).split(",", -1));
    }

    private static String withoutPassword(String line) {
        return line.replaceAll("//[^/@]*@", "//...@");
    }
}

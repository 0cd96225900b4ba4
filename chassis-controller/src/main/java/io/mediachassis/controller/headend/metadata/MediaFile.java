package io.mediachassis.controller.headend.metadata;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A media file, as it lies on its servers.
 *
 * @param account the owner who registered it
 * @param items what is told of it; items without a value are not there
 * @param bytes on its servers; 0: nobody knows, as of streams
 * @param sha256 of these, in hexadecimal; empty: nobody knows
 * @param type as HTTP names it; empty: nobody knows
 */
public record MediaFile(String id, String account, Map<Item, List<String>> items, long bytes, String sha256, String type)
        implements Entry {
    public MediaFile {
        EnumMap<Item, List<String>> copy = new EnumMap<>(Item.class);
        items.forEach((item, values) -> {
            if (!values.isEmpty()) {
                copy.put(item, List.copyOf(values));
            }
        });
        items = Collections.unmodifiableMap(copy);
    }

    /** Its only value, or an empty text. */
    public String item(Item item) {
        List<String> values = items.getOrDefault(item, List.of());
        return values.isEmpty() ? "" : values.get(0);
    }

    public List<String> list(Item item) {
        return items.getOrDefault(item, List.of());
    }

    /** Its servers, the primary first. */
    List<Source> sources() {
        List<Source> sources = new ArrayList<>();
        sources.add(new Source(Source.Role.PRIMARY, item(Item.PRIMARY_ADDRESS), item(Item.PRIMARY_DIRECTORY), item(Item.FILE_NAME)));
        List<String> addresses = list(Item.ALTERNATE_ADDRESSES);
        List<String> directories = list(Item.ALTERNATE_DIRECTORIES);
        for (int i = 0; i < addresses.size(); i++) {
            sources.add(new Source(Source.Role.ALTERNATE, addresses.get(i), directories.get(i), item(Item.FILE_NAME)));
        }
        return sources;
    }
}

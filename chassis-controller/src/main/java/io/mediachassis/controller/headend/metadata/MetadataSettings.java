package io.mediachassis.controller.headend.metadata;

import io.mediachassis.controller.headend.metadata.reach.AddressPolicy;

/**
 * What the meta data server goes by.
 *
 * @param chassis serial number that tokens are for
 * @param policy where it may connect to
 */
public record MetadataSettings(String chassis, AddressPolicy policy) {}

/** Tests of HOST-RESOURCES-MIB's rows. */
@NullMarked
package io.mediachassis.snmp.host;

import org.jspecify.annotations.NullMarked;

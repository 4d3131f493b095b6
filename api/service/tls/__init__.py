"""What makes a connection private: the certificate that is served, and a school's own authority for it."""

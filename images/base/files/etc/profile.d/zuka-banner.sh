# A few lines at an interactive login: what this machine has and where data belongs.
case "$-" in
    *i*)
        if [ -t 1 ] && [ -z "${ZUKA_BANNER_SHOWN:-}" ]; then
            ZUKA_BANNER_SHOWN=1
            export ZUKA_BANNER_SHOWN
            /usr/local/lib/zuka/banner 2>/dev/null || :
        fi
        ;;
esac
